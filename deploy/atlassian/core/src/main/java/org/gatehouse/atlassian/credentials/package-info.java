/** What a request presents to prove who it is, nothing of it trusted yet. */
package org.gatehouse.atlassian.credentials;
