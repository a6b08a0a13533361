/** Who still uses Basic authentication: counted here, reported to Gatehouse. */
package org.gatehouse.atlassian.basic;
