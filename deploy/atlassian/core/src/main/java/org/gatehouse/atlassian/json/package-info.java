/** Reads and writes the little JSON of the wire contract, so that no library has to be shared with the product. */
package org.gatehouse.atlassian.json;
