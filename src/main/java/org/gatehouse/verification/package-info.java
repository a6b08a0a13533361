/** From a presented token to verified claims, one strategy each; and the claims cache. */
@NullMarked
package org.gatehouse.verification;

import org.jspecify.annotations.NullMarked;
