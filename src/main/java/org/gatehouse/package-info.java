/** Gatehouse: is this bearer token good right now, and which user is it here? */
@NullMarked
package org.gatehouse;

import org.jspecify.annotations.NullMarked;
