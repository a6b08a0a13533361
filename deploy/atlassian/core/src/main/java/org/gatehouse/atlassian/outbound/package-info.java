/** The only way out: requests to Gatehouse, with deadlines, size limits and a circuit breaker. */
package org.gatehouse.atlassian.outbound;
