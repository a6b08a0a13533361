/** Our own tokens: issue, rotate, revoke, look up. */
@NullMarked
package org.gatehouse.apitoken;

import org.jspecify.annotations.NullMarked;
