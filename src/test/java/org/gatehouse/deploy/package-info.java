/** Holds what {@code deploy/} ships against what others publish and what the service does. */
@NullMarked
package org.gatehouse.deploy;

import org.jspecify.annotations.NullMarked;
