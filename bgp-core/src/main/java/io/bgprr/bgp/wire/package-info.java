// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.bgprr.bgp.wire;

import org.jspecify.annotations.NullMarked;
