/** The only way out: HTTP to providers with timeouts, size limits, address rules, circuit breaker. */
@NullMarked
package org.gatehouse.outbound;

import org.jspecify.annotations.NullMarked;
