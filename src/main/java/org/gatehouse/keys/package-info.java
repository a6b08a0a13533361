/** Signing keys of providers: discovered, fetched, kept, rotated. */
@NullMarked
package org.gatehouse.keys;

import org.jspecify.annotations.NullMarked;
