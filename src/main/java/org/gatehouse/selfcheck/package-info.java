/** Attacks this service with forged tokens, against each provider as it is configured, without asking anyone outside. */
@NullMarked
package org.gatehouse.selfcheck;

import org.jspecify.annotations.NullMarked;
