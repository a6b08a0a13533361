package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entra's users in more groups than fit into a token. */
class MissingGroupsTest {
    private static final String TENANT = "3f1c2b7a-5d0e-4c61-9a87-2e6b10f4d3c5";
    private static final String OID = "0c4e7d52-6a1b-4f0e-9b63-7d2f18a5c9e0";
    private static final String LOGIN = "login.microsoftonline.com";
    private static final String ISSUER = LOGIN + "/" + TENANT + "/v2.0";
    private static final String TOKEN = LOGIN + "/" + TENANT + "/oauth2/v2.0/token";
    private static final String MEMBERSHIPS =
            "graph.microsoft.com/v1.0/users/" + OID + "/transitiveMemberOf/microsoft.graph.group";

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        house.world.on(
                ISSUER + FakeServer.DISCOVERY,
                Reply.json(200, "{'issuer':'https://" + ISSUER + "','jwks_uri':'https://" + LOGIN + "/keys'}"));
        house.world.on(LOGIN + "/keys", Reply.json(200, FakeServer.keySet(TestKey.RSA.jwk())));
        house.world.on(TOKEN, seen -> {
            assertThat(seen.form("grant_type")).isEqualTo("client_credentials");
            assertThat(seen.form("client_id")).isEqualTo("reader");
            assertThat(seen.form("client_secret")).isEqualTo("s3cret");
            assertThat(seen.form("scope")).isEqualTo("https://graph.microsoft.com/.default");
            return Reply.json(200, "{'token_type':'Bearer','expires_in':3599,'access_token':'app-token'}");
        });
        house.world.on(
                MEMBERSHIPS,
                seen -> seen.query().containsKey("$skiptoken")
                        ? Reply.json(200, "{'value':[{'id':'staff'}]}")
                        : Reply.json(
                                seen.bearer().equals("app-token") ? 200 : 401,
                                "{'value':[{'id':'g1'},{'id':'g2'}],'@odata.nextLink':'https://" + MEMBERSHIPS
                                        + "?$skiptoken=x'}"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void trust(String overage) {
        house.trust("{'id':'entra','kind':'entra-id','parameters':{'tenantId':'" + TENANT
                + "','apiClientId':'6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942'" + overage
                + "},'rules':{'allowedGroups':['staff']}}");
    }

    private void trustWithGraph() {
        trust(",'groupOverage':'graph','graphClientId':'reader','graphClientSecret':'s3cret'");
    }

    private Tokens good() {
        return Tokens.good("https://" + ISSUER, TestKey.RSA, house.clock.instant())
                .header("typ", "JWT")
                .claim("aud", "6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942")
                .claim("tid", TENANT)
                .claim("oid", OID)
                .claim("scp", "issues.read");
    }

    private String overfull() {
        return house.world.issued(
                good().claim("_claim_names", Map.of("groups", "src1"))
                        .claim("_claim_sources", Map.of("src1", Map.of("endpoint", "https://evil.example/groups")))
                        .compact(),
                "nobody");
    }

    @Test
    void areRefusedWhereGroupRulesApplyUnlessGraphMayBeAsked() {
        trust("");
        assertThat(house.reason(overfull())).isEqualTo(Reason.GROUPS_UNKNOWN);
        assertThat(house.world.seen(TOKEN)).isEmpty();
    }

    @Test
    void areFoundInGraphPageByPageAndOnce() {
        trustWithGraph();
        Verdict verdict = house.verdict(overfull());
        assertThat(verdict).isInstanceOf(Verdict.Active.class);
        assertThat(((Verdict.Active) verdict).groups()).containsExactly("g1", "g2", "staff");
        house.username(overfull());
        assertThat(house.world.seen(MEMBERSHIPS)).hasSize(2);
        assertThat(house.world.seen(TOKEN)).hasSize(1);
        assertThat(house.world.seen()).noneMatch(seen -> seen.host().equals("evil.example"));
    }

    @Test
    void areLookedUpAnewAfterAWhileWithTheTokenThatIsStillGood() {
        trustWithGraph();
        house.username(overfull());
        house.clock.advance(Duration.ofMinutes(6));
        house.world.on(MEMBERSHIPS, Reply.json(200, "{'value':[]}"));
        assertThat(house.reason(overfull())).isEqualTo(Reason.MISSING_GROUP);
        assertThat(house.world.seen(TOKEN)).hasSize(1);
    }

    @Test
    void areNotLookedUpIfTheTokenNamesGroups() {
        trustWithGraph();
        assertThat(house.username(good().claim("groups", List.of("staff")).compact()))
                .isEqualTo("alice");
        assertThat(house.reason(good().claim("groups", List.of("x")).compact())).isEqualTo(Reason.MISSING_GROUP);
        assertThat(house.world.seen(TOKEN)).isEmpty();
    }

    @Test
    void anOutageOfGraphIsNoVerdict() {
        trustWithGraph();
        house.world.on(MEMBERSHIPS, Reply.text(429, "").with("Retry-After", "9"));
        assertThat(house.undetermined(overfull()).retryAfter()).isEqualTo(Duration.ofSeconds(9));
        house.clock.advance(Duration.ofSeconds(9));
        house.world.on(MEMBERSHIPS, Reply.text(200, "[]"));
        assertThat(house.undetermined(overfull()).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
        house.world.on(MEMBERSHIPS, Reply.json(403, "{}"));
        assertThat(house.undetermined(overfull()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
    }

    @Test
    void aPageElsewhereIsNotFollowed() {
        trustWithGraph();
        house.world.on(MEMBERSHIPS, Reply.json(200, "{'value':[],'@odata.nextLink':'https://evil.example/v1.0/more'}"));
        assertThat(house.undetermined(overfull()).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
        assertThat(house.world.seen()).noneMatch(seen -> seen.host().equals("evil.example"));
    }

    @Test
    void areNotLookedUpWhereTheyDoNotMatter() {
        house.trust("{'id':'entra','kind':'entra-id','parameters':{'tenantId':'" + TENANT
                + "','apiClientId':'6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942','groupOverage':'graph',"
                + "'graphClientId':'reader','graphClientSecret':'s3cret'}}");
        house.username(overfull());
        assertThat(house.world.seen(TOKEN)).isEmpty();
    }

    @Test
    void areNotLookedUpForATokenThatIsForAnother() {
        trustWithGraph();
        String foreign =
                good().claim("hasgroups", true).claim("aud", "another-api").compact();
        assertThat(house.reason(foreign)).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(house.world.seen(TOKEN)).isEmpty();
    }

    @Test
    void oneDirectoryThatDoesNotConsentKeepsOutNoOthersUsers() {
        String other = "8a52c7f0-1d3e-4b6f-9c80-5e7f1a2b3c4d";
        String issuer = LOGIN + "/" + other + "/v2.0";
        house.world.on(LOGIN + "/" + other + "/oauth2/v2.0/token", Reply.json(400, "{'error':'invalid_client'}"));
        house.world.on(
                LOGIN + "/organizations/v2.0" + FakeServer.DISCOVERY,
                Reply.json(
                        200,
                        "{'issuer':'https://" + LOGIN + "/{tenantid}/v2.0','jwks_uri':'https://" + LOGIN + "/keys'}"));
        house.trust("{'id':'entra','kind':'entra-multitenant','parameters':{'allowedTenants':['" + TENANT + "','"
                + other + "'],'apiClientId':'6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942','groupOverage':'graph',"
                + "'graphClientId':'reader','graphClientSecret':'s3cret'},'rules':{'allowedGroups':['staff']}}");
        String theirs = good().claim("iss", "https://" + issuer)
                .claim("tid", other)
                .claim("hasgroups", true)
                .compact();
        assertThat(house.undetermined(theirs).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        assertThat(house.username(overfull())).isEqualTo("alice");
    }
}
