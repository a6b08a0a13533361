/** Whether a bearer token is good now, and whose it is: asked of Gatehouse once, and remembered for as long as the policy permits. */
package org.gatehouse.atlassian.introspection;
