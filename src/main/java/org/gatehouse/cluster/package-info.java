/** Tells the other replicas what changed (PostgreSQL LISTEN/NOTIFY). */
@NullMarked
package org.gatehouse.cluster;

import org.jspecify.annotations.NullMarked;
