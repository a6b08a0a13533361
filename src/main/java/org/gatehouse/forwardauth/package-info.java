/** The same decision for reverse proxies. */
@NullMarked
package org.gatehouse.forwardauth;

import org.jspecify.annotations.NullMarked;
