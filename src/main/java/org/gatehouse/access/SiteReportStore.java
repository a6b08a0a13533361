package org.gatehouse.access;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Optional;
import org.gatehouse.access.SiteReportForm.Site;

/** The table {@code site_report}: the latest of each caller. */
@Singleton
class SiteReportStore {
    private static final String WRITE = """
            insert into site_report (caller_id, plugin_version, plugin_flavour, product_name, product_version, policy_version, reported_at)
            select id, ?, ?, ?, ?, ?, ? from caller where id = ?
            on conflict (caller_id) do update
            set plugin_version = excluded.plugin_version, plugin_flavour = excluded.plugin_flavour,
                product_name = excluded.product_name, product_version = excluded.product_version,
                policy_version = excluded.policy_version, reported_at = excluded.reported_at""";

    private final AgroalDataSource database;

    SiteReportStore(AgroalDataSource database) {
        this.database = database;
    }

    void write(String caller, Site site) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement write = connection.prepareStatement(WRITE)) {
            write.setString(1, site.pluginVersion());
            write.setString(2, site.pluginFlavour());
            write.setString(3, site.productName());
            write.setString(4, site.productVersion());
            write.setLong(5, site.policyVersion());
            write.setTimestamp(6, Timestamp.from(site.reportedAt()));
            write.setString(7, caller);
            write.executeUpdate();
        }
    }

    Optional<Site> of(String caller) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select * from site_report where caller_id = ?")) {
            select.setString(1, caller);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Site(
                                row.getString("plugin_version"),
                                row.getString("plugin_flavour"),
                                row.getString("product_name"),
                                row.getString("product_version"),
                                row.getLong("policy_version"),
                                row.getTimestamp("reported_at").toInstant()))
                        : Optional.empty();
            }
        }
    }
}
