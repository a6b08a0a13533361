/** What a token is and what can be concluded about one; plain Java, no I/O. */
@NullMarked
package org.gatehouse.token;

import org.jspecify.annotations.NullMarked;
