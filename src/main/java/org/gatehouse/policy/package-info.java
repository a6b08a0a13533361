/** Expectations, mapping and rules: pure functions over claims. */
@NullMarked
package org.gatehouse.policy;

import org.jspecify.annotations.NullMarked;
