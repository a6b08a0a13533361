/** What this site has to enforce: the access policy, and how it is kept current. */
package org.gatehouse.atlassian.policy;
