/** What Gatehouse itself vouches for: short-lived signed statements about one request, and the keys to check them with. */
@NullMarked
package org.gatehouse.assertion;

import org.jspecify.annotations.NullMarked;
