// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.bgprr.bgp.export;

import org.jspecify.annotations.NullMarked;
