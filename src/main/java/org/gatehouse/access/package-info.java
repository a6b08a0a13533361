/** Access policies of sites; Basic retirement. */
@NullMarked
package org.gatehouse.access;

import org.jspecify.annotations.NullMarked;
