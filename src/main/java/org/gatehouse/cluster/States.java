package org.gatehouse.cluster;

import java.sql.SQLException;
import java.util.Map;

/** Reads from the database what stands for the state of each topic. Blocks. */
interface States {

    /**
     * @param questions topic to a scalar subquery
     * @return topic to what the subquery says
     */
    Map<String, String> read(Map<String, String> questions) throws SQLException;
}
