/** Tries a provider out for an administrator: its keys, the questions it is asked, and a token. */
@NullMarked
package org.gatehouse.check;

import org.jspecify.annotations.NullMarked;
