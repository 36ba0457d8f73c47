// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim.fault;

import io.bgprr.bgp.sim.fault.CodeChange.Answers;
import io.bgprr.bgp.sim.fault.CodeChange.CallAnswers;
import io.bgprr.bgp.sim.fault.CodeChange.CallsInstead;
import io.bgprr.bgp.sim.fault.CodeChange.ComparisonHolds;
import io.bgprr.bgp.sim.fault.CodeChange.FieldAnswers;
import io.bgprr.bgp.sim.fault.CodeChange.ReturnsAfter;

/**
 * Bugs that a BGP speaker may have, each planted in the byte code of one production method. What the simulator would not notice
 * of these, it would not notice when somebody wrote it.
 */
enum DeliberateFault {
    SKIP_A_WITHDRAWAL("export.UpdateSubgroup", "send", new CallAnswers("withdraw", 0)),
    SKIP_THE_WITHDRAWAL_FOR_THE_SOURCE("export.UpdateSubgroup", "send", new CallAnswers("withdrawFrom", 0)),
    MERGE_SUBGROUPS_TOO_EARLY("export.UpdateSubgroup", "isComplete", new CallAnswers("isAtTail", 1)),
    LOSE_ONE_NLRI_AT_A_MESSAGE_BOUNDARY("export.UpdateWriter", "add", new ReturnsAfter("startMessage")),
    FORGET_WHAT_A_LAGGARD_WAS_NOT_SENT("export.UpdateGroup", "lag", new CallAnswers("set", 0)),
    FORGET_SPLIT_HORIZON("export.LogRuns", "isFor", new Answers(1)),
    SHARE_WHAT_WAS_COPIED("export.AdjRibOut", "copy", new CallAnswers("share", 0)),
    REFLECT_BETWEEN_NON_CLIENTS("export.ExportRules", "verdictOfAll", new CallAnswers("isInternal", 0)),
    LEAK_NO_EXPORT("export.ExportRules", "verdictOfAll", new CallAnswers("isNoExport", 0)),
    SEND_TO_ANOTHER_AS_WHAT_IS_NOT_TO_BE_ADVERTISED(
            "export.ExportRules", "verdictOfAll", new CallAnswers("isNoAdvertise", 0)),
    KEEP_THE_NEXT_HOP("export.OutgoingNextHop", "resolve", new FieldAnswers("isKeep", 1)),
    CHANGE_THE_NEXT_HOP_OF_A_REFLECTED_ROUTE("export.ExportRules", "isReflected", new Answers(0)),
    LEAVE_OUT_ORIGINATOR_ID_AND_CLUSTER_LIST("export.OutgoingAttributes", "write", new CallAnswers("isInternal", 0)),
    FORGET_A_CLUSTER("export.OutgoingAttributes", "writeClusterList", new CallAnswers("isClient", 0)),
    START_A_MEMBER_AT_THE_TAIL("export.UpdateGroup", "startWaiting", new CallAnswers("isEmpty", 1)),

    DROP_THE_TOMBSTONE_EARLY("rib.Reaper", "reap", new CallsInstead("next", "nextDestination")),
    LEAVE_TOMBSTONES_BEHIND("rib.LocRib", "cursorAtHead", new CallAnswers("returnToHead", 0)),
    FORGET_TO_MARK_A_CHANGE("rib.LocRib", "decided", new CallAnswers("markChanged", 0)),
    FORGET_THAT_A_CHANGE_MOVES_AHEAD("rib.LocRib", "markChanged", new CallAnswers("moveToTail", 0)),
    KEEP_THE_ROUTES_OF_AN_ENDED_SESSION("speaker.RibLoop", "sweep", new CallAnswers("isEmpty", 1)),
    LOSE_A_REFERENCE("rib.LocRib", "removePath", new CallAnswers("release", 0)),
    TAKE_A_REPLACED_ROUTE_FOR_THE_SAME("rib.LocRib", "isSame", new Answers(1)),

    COMPARE_MED_ACROSS_NEIGHBOURS("decision.BestPathSelector", "groupKey", new Answers(0)),
    IGNORE_MED("decision.BestPathSelector", "med", new Answers(7)),
    IGNORE_LOCAL_PREF("attribute.AttributeSet", "localPref", new Answers(100)),
    IGNORE_THE_ORIGINATOR_IN_A_TIE("decision.BestPathSelector", "originator", new CallAnswers("hasOriginatorId", 0)),

    LET_EVERY_PREFIX_PASS("policy.PrefixSet", "contains", new Answers(1)),
    DECIDE_FOR_THE_HIGHER_ADDRESS("decision.BestPathSelector", "keepLowestAddress", new CallAnswers("compareTo", -1)),
    ACCEPT_OUR_OWN_AS("policy.ImportRules", "check", new CallAnswers("occurrencesInAsPath", 0)),
    ACCEPT_OUR_OWN_ORIGINATOR_ID("policy.ImportRules", "check", new CallAnswers("hasOriginatorId", 0)),
    ACCEPT_OUR_OWN_CLUSTER("policy.ImportRules", "check", new CallAnswers("clusterListContains", 0)),

    FORGET_TO_SWEEP_AFTER_A_POLICY_CHANGE("speaker.RibLoop", "reconfigure", new CallAnswers("isEmpty", 1)),
    FORGET_THE_LAST_UPDATES_OF_A_PASS("speaker.SessionLoop", "runPass", new CallAnswers("sendBatches", 0)),
    IGNORE_THE_EPOCH("speaker.SessionLoop", "neighborOf", new ComparisonHolds()),
    NEVER_PAUSE_READING("speaker.SessionLoop", "balanceReads", new CallAnswers("isFull", 0)),
    NEVER_READ_AGAIN("speaker.SessionLoop", "balanceReads", new CallAnswers("resumeReads", 0)),
    LEAVE_A_LOG_WITHOUT_ITS_REST("speaker.MemberOutput", "join", new CallAnswers("addLast", 0)),
    HOLD_A_SEGMENT_FOR_EVER("speaker.LogReader", "drop", new CallAnswers("release", 0)),

    NEVER_SEND_A_KEEPALIVE("session.PeerConnection$Actions", "sendKeepalive", new Answers(0)),
    CUT_A_MESSAGE_AT_THE_END_OF_A_READ("wire.MessageFramer", "received", new CallAnswers("append", 0));

    final String className;
    final String method;

    @SuppressWarnings("ImmutableEnumChecker") // all changes are records of strings and numbers
    final CodeChange change;

    DeliberateFault(String className, String method, CodeChange change) {
        this.className = "io.bgprr.bgp." + className;
        this.method = method;
        this.change = change;
    }
}
