// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.bgprr.bgp.decision;

import org.jspecify.annotations.NullMarked;
