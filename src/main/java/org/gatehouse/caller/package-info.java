/** Who may ask; client authentication; what a caller may see. */
@NullMarked
package org.gatehouse.caller;

import org.jspecify.annotations.NullMarked;
