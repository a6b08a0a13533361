/** What the product sees: two filters, a status page and Bitbucket's handler. Decides nothing itself. */
package org.gatehouse.atlassian.plugin;
