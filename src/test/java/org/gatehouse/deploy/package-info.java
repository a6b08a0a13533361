/** What lies in {@code deploy/} and is no program: read, and held to what we promise about it. */
@NullMarked
package org.gatehouse.deploy;

import org.jspecify.annotations.NullMarked;
