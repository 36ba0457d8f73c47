// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.config;

/** What a configuration file came to: the desired state, or everything that is wrong with it. */
public sealed interface ConfigOutcome permits LoadedConfig, RejectedConfig {}
