/** Text from outside, made fit to be read by people. */
@NullMarked
package org.gatehouse.text;

import org.jspecify.annotations.NullMarked;
