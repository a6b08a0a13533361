package org.gatehouse.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.gatehouse.access.SiteReportForm.Finding;
import org.gatehouse.access.SiteReportForm.Site;

/** The table {@code site_report}: the latest of each caller. */
@Singleton
class SiteReportStore {
    private static final String WRITE = """
            insert into site_report (caller_id, plugin_version, plugin_flavour, product_name, product_version, policy_version, findings, reported_at)
            select id, ?, ?, ?, ?, ?, ?, ? from caller where id = ?
            on conflict (caller_id) do update
            set plugin_version = excluded.plugin_version, plugin_flavour = excluded.plugin_flavour,
                product_name = excluded.product_name, product_version = excluded.product_version,
                policy_version = excluded.policy_version, findings = excluded.findings, reported_at = excluded.reported_at""";

    private final AgroalDataSource database;
    private final ObjectMapper json;

    SiteReportStore(AgroalDataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    private String written(List<Finding> findings) {
        try {
            return json.writeValueAsString(findings);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<Finding> read(String findings) {
        try {
            return List.of(json.readValue(findings, Finding[].class));
        } catch (JsonProcessingException notWrittenHere) {
            throw new IllegalStateException(notWrittenHere);
        }
    }

    void write(String caller, Site site) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement write = connection.prepareStatement(WRITE)) {
            write.setString(1, site.pluginVersion());
            write.setString(2, site.pluginFlavour());
            write.setString(3, site.productName());
            write.setString(4, site.productVersion());
            write.setLong(5, site.policyVersion());
            write.setString(6, written(site.findings()));
            write.setTimestamp(7, Timestamp.from(site.reportedAt()));
            write.setString(8, caller);
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
                                read(row.getString("findings")),
                                row.getTimestamp("reported_at").toInstant()))
                        : Optional.empty();
            }
        }
    }
}
