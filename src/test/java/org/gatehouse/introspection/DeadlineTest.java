package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One deadline for all that a question needs, and what goes on after it. */
class DeadlineTest {
    private static final String HOST = "sso.harbourlight.example";
    private static final String REALM = HOST + "/realms/staff";
    private static final String GITHUB = "api.github.com/applications/Iv1.7c2d/token";
    private static final String MEMBERSHIP = "api.github.com/user/memberships/orgs/harbourlight";

    private final VendorHouse house = new VendorHouse(Map.of("gatehouse.asking.timeout", "PT0.8S"));

    @AfterEach
    void close() {
        house.close();
    }

    private String signed() {
        return Tokens.good("https://" + REALM, TestKey.RSA, house.clock.instant())
                .claim("typ", "Bearer")
                .claim("jti", house.fresh())
                .compact();
    }

    @Test
    void keysThatComeTooLateForOneAreThereForTheNext() {
        house.publish(REALM + FakeServer.DISCOVERY, "https://" + REALM);
        house.trust("{'id':'kc','kind':'keycloak','parameters':{'baseUrl':'https://" + HOST
                + "','realm':'staff','audience':'issues-api'}}");
        house.world.holdBack();
        assertThat(house.undetermined(signed()).outage()).isEqualTo(Outage.UNREACHABLE);

        house.world.release();

        await().until(() -> house.verdict(signed()) instanceof Verdict.Active);
        assertThat(house.world.seen(REALM + FakeServer.DISCOVERY)).hasSize(1);
    }

    @Test
    void aProviderWhoseFirstCallAnswersAndWhoseSecondHangsIsLeftAlone() {
        house.trust("{'id':'github','kind':'github','parameters':{'clientId':'Iv1.7c2d','clientSecret':'s3cret',"
                + "'requiredOrg':'harbourlight'}}");
        house.world.on(
                GITHUB,
                seen -> seen.body().contains("gho_bad")
                        ? Reply.json(404, "{'message':'Not Found'}")
                        : Reply.json(
                                200,
                                "{'id':1,'app':{'client_id':'Iv1.7c2d'},'scopes':[],'created_at':'2026-03-01T11:00:00Z',"
                                        + "'user':{'login':'nora','id':5518203,'type':'User'}}"));
        house.world.on(MEMBERSHIP, Reply.NEVER);

        await().until(() -> {
            house.verdict("gho_bad-" + house.fresh());
            int before = house.world.seen(MEMBERSHIP).size();
            house.undetermined("gho_" + house.fresh());
            return house.world.seen(MEMBERSHIP).size() == before;
        });

        assertThat(house.world.seen(MEMBERSHIP)).hasSizeBetween(5, 7);
    }
}
