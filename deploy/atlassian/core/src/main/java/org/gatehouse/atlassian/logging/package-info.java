/** Where log lines go. */
package org.gatehouse.atlassian.logging;
