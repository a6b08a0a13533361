/** How much one caller, one client address and one connection may ask for. */
@NullMarked
package org.gatehouse.limits;

import org.jspecify.annotations.NullMarked;
