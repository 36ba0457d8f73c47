// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.speaker;

/**
 * Hears what happens; called on engine threads, must not block and must not throw. Nothing is held back: whoever writes lines
 * chooses how many.
 */
@FunctionalInterface
public interface SpeakerObserver {

    SpeakerObserver NONE = event -> {};

    void observe(SpeakerEvent event);
}
