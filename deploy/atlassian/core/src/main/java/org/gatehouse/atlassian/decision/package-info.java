/** The whole decision about a request: before the product's login, and after it. */
package org.gatehouse.atlassian.decision;
