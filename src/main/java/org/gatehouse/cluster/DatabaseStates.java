package org.gatehouse.cluster;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Asks for all states in one statement. */
final class DatabaseStates implements States {
    private static final int TIMEOUT_SECONDS = 2;

    private final AgroalDataSource pool;

    DatabaseStates(AgroalDataSource pool) {
        this.pool = pool;
    }

    @Override
    public Map<String, String> read(Map<String, String> questions) throws SQLException {
        String all = questions.entrySet().stream()
                .map(topic -> "select '" + topic.getKey() + "', (" + topic.getValue() + ")")
                .collect(Collectors.joining(" union all "));
        try (Connection connection = pool.getConnection();
                Statement select = connection.createStatement()) {
            select.setQueryTimeout(TIMEOUT_SECONDS);
            try (ResultSet rows = select.executeQuery(all)) {
                Map<String, String> states = new HashMap<>();
                while (rows.next()) {
                    states.put(rows.getString(1), Objects.requireNonNullElse(rows.getString(2), ""));
                }
                return states;
            }
        }
    }
}
