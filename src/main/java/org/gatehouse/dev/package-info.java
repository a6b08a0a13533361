/** Dev mode only: an issuer that mints tokens, so that the README's first curl works. No part of the package. */
@NullMarked
package org.gatehouse.dev;

import org.jspecify.annotations.NullMarked;
