/** Starts the embedded PostgreSQL of a first try, and steps aside when the operator names a database of their own. */
@NullMarked
package org.gatehouse.database;

import org.jspecify.annotations.NullMarked;
