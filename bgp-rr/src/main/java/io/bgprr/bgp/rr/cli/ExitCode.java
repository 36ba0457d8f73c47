// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.cli;

/** Exit codes, distinct so that scripts can tell a refusal from an absent daemon. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
