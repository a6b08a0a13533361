package org.gatehouse.cluster;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import java.security.Principal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Opens the connection that listens. It is one of its own, not one of the pool: the pool does not see errors of the bare
 * driver connection that announcements are read from, and would hand the dead one to somebody else.
 */
final class DatabaseConnector implements Connector {
    private final AgroalConnectionFactoryConfiguration database;

    DatabaseConnector(AgroalDataSource pool) {
        this.database = pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
    }

    @Override
    public Announcements listen() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(database.jdbcProperties());
        Principal user = database.principal();
        if (user != null) {
            properties.setProperty("user", user.getName());
        }
        for (Object credential : database.credentials()) {
            properties.putAll(database.securityProviders().stream()
                    .map(provider -> provider.getSecurityProperties(credential))
                    .filter(found -> found != null)
                    .findFirst()
                    .orElseGet(Properties::new));
        }
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "gatehouse-changes");
        return Announcements.on(DriverManager.getConnection(database.jdbcUrl(), properties));
    }
}
