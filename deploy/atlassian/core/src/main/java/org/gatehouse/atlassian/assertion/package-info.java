/** Proxy mode: who a proxy, having asked Gatehouse itself, says that the user is; signed by Gatehouse, for this one request. */
package org.gatehouse.atlassian.assertion;
