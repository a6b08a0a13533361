/** What a native executable needs to be told, and what is changed in libraries for it; unused on a JVM. */
@NullMarked
package org.gatehouse.nativeimage;

import org.jspecify.annotations.NullMarked;
