/** Secrets at rest: encrypted if we must read them, hashed if we need only compare them. */
@NullMarked
package org.gatehouse.secret;

import org.jspecify.annotations.NullMarked;
