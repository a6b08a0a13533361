package org.gatehouse.apitoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.gatehouse.apitoken.Site.issue;
import static org.hamcrest.Matchers.equalTo;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.gatehouse.apitoken.Site.Issued;
import org.gatehouse.database.CuttablePostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = CuttablePostgres.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ApiTokenOutageTest {
    @Inject
    LastUses uses;

    @Inject
    AgroalDataSource database;

    @AfterEach
    void mend() {
        CuttablePostgres.mend();
    }

    @Test
    void knownTokensAreGoodAndOfOthersNothingIsSaid() {
        Site site = Site.any();
        Issued known = issue();
        Issued unseen = issue();
        assertThat(site.isActive(known.token())).isTrue();

        CuttablePostgres.cut();

        for (int i = 0; i < 3; i++) {
            assertThat(site.isActive(known.token())).isTrue();
            site.introspect(unseen.token())
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .body("error", equalTo("temporarily_unavailable"));
            assertThat(site.isActive("gth_mistyped")).isFalse();
            Site.revoke("gth_mistyped").statusCode(200);
            Site.revoke(unseen.token()).statusCode(503).body("error", equalTo("temporarily_unavailable"));
            Site.revoke(known.token()).statusCode(503).body("error", equalTo("temporarily_unavailable"));
        }

        CuttablePostgres.mend();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> site.introspect(unseen.token()).extract().statusCode() == 200);
        assertThat(site.isActive(unseen.token())).isTrue();
        assertThat(site.isActive(known.token())).isTrue();
    }

    @Test
    void aLastUseIsWrittenAfterwards() {
        Site site = Site.any();
        Issued issued = issue();
        assertThat(site.isActive(issued.token())).isTrue();
        CuttablePostgres.cut();

        uses.write();
        CuttablePostgres.mend();

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            uses.write();
            return isWritten(issued);
        });
    }

    private boolean isWritten(Issued issued) {
        try (Connection connection = database.getConnection();
                Statement select = connection.createStatement();
                ResultSet rows =
                        select.executeQuery("select 1 from api_token_use where token_id = '" + issued.id() + "'")) {
            return rows.next();
        } catch (SQLException away) {
            return false;
        }
    }
}
