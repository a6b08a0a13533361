/** Which paths a request could be meant for, however it is spelt. */
package org.gatehouse.atlassian.path;
