/** The decision, and POST /introspect. */
@NullMarked
package org.gatehouse.introspection;

import org.jspecify.annotations.NullMarked;
