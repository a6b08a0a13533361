package org.gatehouse.database;

/**
 * Where the database of a first try comes from. A build without one has no implementation, and none of the libraries; nothing else
 * may name those, or a native executable could not be linked.
 */
interface DatabaseSource {
    /** Whether a database was made here before, so that what belongs to it must be here too. */
    boolean existsIn(DataFolder folder);

    /** Takes over the folder, and closes it with the database. */
    StartedDatabase start(DataFolder folder);
}
