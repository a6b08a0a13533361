package org.gatehouse.cluster;

import java.sql.SQLException;

/** Opens a connection that listens. */
interface Connector {
    Announcements listen() throws SQLException;
}
