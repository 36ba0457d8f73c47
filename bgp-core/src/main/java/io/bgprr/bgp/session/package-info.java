// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.bgprr.bgp.session;

import org.jspecify.annotations.NullMarked;
