/** Wires the parts: see {@code decision} for what is decided, and the other packages for what it takes. */
package org.gatehouse.atlassian;
