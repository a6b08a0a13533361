/** What a native executable must be told beforehand, found out from the code and not from what it is told. */
@NullMarked
package org.gatehouse.nativeimage;

import org.jspecify.annotations.NullMarked;
