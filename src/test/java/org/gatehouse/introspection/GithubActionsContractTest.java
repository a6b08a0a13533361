package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of workflow runs. Anyone can have one with our audience; only the owner's number makes it ours. */
class GithubActionsContractTest {
    private static final String HOST = "token.actions.githubusercontent.com";
    private static final String METADATA = HOST + FakeServer.DISCOVERY;
    private static final String AUDIENCE = "https://issues.harbourlight.example";

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        house.publish(METADATA, "https://" + HOST);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'ci','kind':'github-actions','parameters':{'audience':'" + AUDIENCE
                + "','allowedOwnerIds':['5518203'],'usernameMap':{'881204411':'svc-ci','881204412':'svc-docs'}" + more);
    }

    private static Tokens good(VendorHouse house) {
        return Tokens.good("https://" + HOST, TestKey.RSA, house.clock.instant())
                .header("typ", "JWT")
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .withoutClaim("preferred_username")
                .claim("sub", "repo:harbourlight/issues:ref:refs/heads/main")
                .claim("aud", AUDIENCE)
                .claim("exp", house.clock.instant().getEpochSecond() + 300)
                .claim("nbf", house.clock.instant().getEpochSecond() - 300)
                .claim("actor", "nlindqvi")
                .claim("actor_id", "77301155")
                .claim("repository", "harbourlight/issues")
                .claim("repository_id", "881204411")
                .claim("repository_owner", "harbourlight")
                .claim("repository_owner_id", "5518203")
                .claim("event_name", "push")
                .claim("ref", "refs/heads/main");
    }

    private String issued(Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    @Test
    void aRunOfAMappedRepositoryIsItsUser() {
        trust(house, "}}");
        ActiveResponse told = house.told(issued(good(house)));
        assertThat(told.username()).isEqualTo("svc-ci");
        assertThat(told.sub()).isEqualTo("repo:harbourlight/issues:ref:refs/heads/main");
        assertThat(told.aud()).isEqualTo(AUDIENCE);
    }

    @Test
    void theNewFormOfTheSubjectMakesNoDifference() {
        trust(house, "}}");
        Tokens token = good(house).claim("sub", "repo:harbourlight@5518203/issues@881204411:ref:refs/heads/main");
        assertThat(house.username(issued(token))).isEqualTo("svc-ci");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            exp, 1, EXPIRED
            aud, `"https://github.com/harbourlight"`, WRONG_AUDIENCE
            repository_owner_id, `"5518204"`, WRONG_TENANT
            repository_owner_id, 5518203, WRONG_TENANT
            repository_owner_id, null, WRONG_TENANT
            repository_id, `"1"`, NO_USERNAME
            repository_id, null, NO_USERNAME
            iss, `"https://token.actions.githubusercontent.com/harbourlight"`, UNKNOWN_ISSUER
            """)
    void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
        trust(house, "}}");
        assertThat(house.reason(
                        issued(good(house).claim("iat", 1).withoutClaim("nbf").claimJson(claim, json))))
                .isEqualTo(reason);
    }

    @Test
    void anOwnerOfTheSameNameIsNotOurs() {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).claim("repository_owner_id", "999"))))
                .isEqualTo(Reason.WRONG_TENANT);
    }

    @Test
    void onlyListedRepositoriesAreTakenIfThereIsAList() {
        trust(house, ",'allowedRepositoryIds':['881204412']}}");
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.WRONG_TENANT);
        assertThat(house.username(issued(good(house).claim("repository_id", "881204412"))))
                .isEqualTo("svc-docs");
    }

    @Test
    void aForgedTokenIsRefused() {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).signedBy(TestKey.FOREIGN, "RS256"))))
                .isEqualTo(Reason.UNKNOWN_KEY);
    }

    @Test
    void anEnterpriseMayHaveAnIssuerOfItsOwnWithTheKeysElsewhere() {
        trust(house, ",'issuer':'https://" + HOST + "/harbourlight'}}");
        house.publish(HOST + "/harbourlight" + FakeServer.DISCOVERY, "https://" + HOST + "/harbourlight");
        assertThat(house.username(issued(good(house).claim("iss", "https://" + HOST + "/harbourlight"))))
                .isEqualTo("svc-ci");
    }

    @Test
    void whoSetOffTheRunIsNoUsername() {
        assertThatThrownBy(() -> trust(house, "},'mapping':{'attributes':['actor']}}"))
                .hasMessageContaining("actor");
    }

    @Test
    void aMapWithoutUsersIsNoneAtAll() {
        assertThatThrownBy(() -> house.trust("{'id':'ci','kind':'github-actions','parameters':{'audience':'" + AUDIENCE
                        + "','allowedOwnerIds':['5518203'],'usernameMap':{}}}"))
                .hasMessageContaining("usernameMap");
    }

    @Nested
    class WithoutKeys extends KeysInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, "}}");
        }

        @Override
        void publish(VendorHouse house) {
            house.publish(METADATA, "https://" + HOST);
        }

        @Override
        String token(VendorHouse house) {
            return house.world.issued(good(house).compact(), HOST);
        }

        @Override
        List<String> documents() {
            return List.of(METADATA, VendorHouse.keysOf(METADATA));
        }
    }
}
