/** Failures as values and their two HTTP forms (RFC 9457; OAuth error JSON). */
@NullMarked
package org.gatehouse.problem;

import org.jspecify.annotations.NullMarked;
