package org.gatehouse.dev;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.gatehouse.secret.KeyedHashes;

/** Puts the provider {@code dev} and the caller {@code demo}, whose secret is demo, into the database of dev mode. */
@Singleton
@IfBuildProfile("dev")
class DevData {
    private static final String CALLER = "demo";
    private static final int BEFORE_EVERYTHING_IS_READ = 1;

    void start(
            @Observes @Priority(BEFORE_EVERYTHING_IS_READ) StartupEvent event,
            AgroalDataSource database,
            KeyedHashes hashes,
            @ConfigProperty(name = "quarkus.http.port") int port)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            run(connection, """
                    insert into caller (id, name, product, enabled, providers, version, created_at, updated_at)
                    values (?, 'Demo site', 'jira', true, '{*}', 1, now(), now()) on conflict do nothing""", CALLER);
            run(connection, "delete from caller_secret where caller_id = ?", CALLER);
            run(
                    connection,
                    "insert into caller_secret (id, caller_id, hash, created_at) values (gen_random_uuid(), ?, ?, now())",
                    CALLER,
                    hashes.hash(CALLER, "caller/" + CALLER).text());
            run(connection, """
                    insert into provider (id, name, kind, enabled, document, secrets, version, created_at, updated_at)
                    values ('dev', 'Dev issuer', 'generic-oidc', true, cast(? as jsonb), '{}', nextval('provider_version'), now(), now())
                    on conflict (id) do update set document = excluded.document, version = excluded.version""", """
                    {"parameters": {"issuer": "%s", "audience": ["%s"], "accessTokenTyp": "strict"}, "mapping": {}, "rules": {},
                     "network": {"allow": ["127.0.0.0/8", "::1/128"], "plainHttp": true}}""".formatted(DevIssuer.issuer(port), DevIssuer.AUDIENCE));
        }
    }

    private static void run(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }
}
