package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.caller.ProviderOverride;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.MappingOverride;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.policy.Rules;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A site that names a provider's users in its own way, and asks more of their tokens. */
class SiteOverridesTest {
    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    private static Caller site(MappingOverride mapping, Rules rules, String... addresses) {
        return new Caller(
                "wiki",
                "Wiki",
                Product.CONFLUENCE,
                true,
                List.of("*"),
                Map.of(
                        "main",
                        new ProviderOverride(
                                mapping,
                                rules,
                                List.of(addresses).stream().map(Cidr::parse).toList())),
                false);
    }

    private static MappingOverride attribute(String attribute) {
        return new MappingOverride(
                List.of(ClaimPath.parse(attribute)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(true),
                Map.of(),
                Map.of(),
                false);
    }

    private static MappingOverride named(Map<String, String> appOnly, Map<String, String> users) {
        return new MappingOverride(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                appOnly,
                users,
                false);
    }

    private static Rules groups(String... groups) {
        return new Rules(Set.of(), Set.of(), Set.of(groups), Set.of());
    }

    private String username(String token, Caller caller) {
        Verdict verdict = house.verdict(token, caller, Optional.empty());
        assertThat(verdict).isInstanceOf(Verdict.Active.class);
        return ((Verdict.Active) verdict).username();
    }

    private Reason reason(String token, Caller caller) {
        Verdict verdict = house.verdict(token, caller, Optional.empty());
        assertThat(verdict).isInstanceOf(Verdict.Inactive.class);
        return ((Verdict.Inactive) verdict).reason();
    }

    @Test
    void namesThePersonByAnotherAttribute() {
        String token = house.good().claim("employee", "E-4711").compact();
        assertThat(username(token, House.JIRA)).isEqualTo("alice");
        assertThat(username(token, site(attribute("employee"), Rules.NONE))).isEqualTo("e-4711");
        assertThat(reason(house.good().compact(), site(attribute("employee"), Rules.NONE)))
                .isEqualTo(Reason.NO_USERNAME);
    }

    @Test
    void keepsWhatItSaysNothingAbout() {
        house.trust(body -> House.mapping(body).put("pattern", "(al).*"));
        assertThat(username(house.good().compact(), site(MappingOverride.NONE, Rules.NONE)))
                .isEqualTo("al");
        MappingOverride own = new MappingOverride(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Pattern.compile(".*(ce)")),
                Optional.empty(),
                Map.of(),
                Map.of(),
                false);
        assertThat(username(house.good().compact(), site(own, Rules.NONE))).isEqualTo("ce");
    }

    /** As with the providers of the wire: eve's name does not match there, so no pattern of a site lets her in. */
    @Test
    void letsInNobodyWhomTheProvidersPatternRefuses() {
        house.trust(body -> House.mapping(body).put("pattern", "([a-z]+)@corp\\.example"));
        MappingOverride wider = new MappingOverride(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Pattern.compile("(.*)@.*")),
                Optional.empty(),
                Map.of(),
                Map.of(),
                false);
        String eve = house.good()
                .claim("preferred_username", "eve@guest.example")
                .claim("employee", "e-4711")
                .compact();
        String alice = house.good()
                .claim("preferred_username", "alice@corp.example")
                .claim("employee", "e-1")
                .compact();

        assertThat(reason(eve, House.JIRA)).isEqualTo(Reason.NO_USERNAME);
        assertThat(reason(eve, site(wider, Rules.NONE))).isEqualTo(Reason.NO_USERNAME);
        assertThat(reason(eve, site(attribute("employee"), Rules.NONE))).isEqualTo(Reason.NO_USERNAME);
        assertThat(username(alice, site(wider, Rules.NONE))).isEqualTo("alice");
    }

    @Test
    void trustsNoMailAddressThatTheProviderDoesNot() {
        String token = house.good()
                .claim("email", "alice@evil.example")
                .claim("email_verified", true)
                .compact();
        assertThat(reason(token, site(attribute("email"), Rules.NONE))).isEqualTo(Reason.UNVERIFIED_EMAIL);
    }

    @Test
    void renamesOnlyTheApplicationsThatTheProviderLetsIn() {
        String token = house.good().claim("sub", "portal").compact();
        Caller site = site(named(Map.of("portal", "svc-wiki"), Map.of()), Rules.NONE);
        assertThat(reason(token, site)).isEqualTo(Reason.APP_ONLY);

        house.trust(body -> House.mapping(body).set("appOnly", JsonText.object("{'portal':'svc'}")));
        assertThat(username(token, House.JIRA)).isEqualTo("svc");
        assertThat(username(token, site)).isEqualTo("svc-wiki");
    }

    @Test
    void renamesOnlyTheUsersThatTheProviderLists() {
        house.trust(body -> House.mapping(body).set("users", JsonText.object("{'alice':'al'}")));
        Caller site = site(named(Map.of(), Map.of("alice", "liz", "bob", "bobby")), Rules.NONE);
        assertThat(username(house.good().compact(), House.JIRA)).isEqualTo("al");
        assertThat(username(house.good().compact(), site)).isEqualTo("liz");
        assertThat(reason(house.good().claim("preferred_username", "bob").compact(), site))
                .isEqualTo(Reason.NO_USERNAME);
    }

    @Test
    void doesNotChooseAListedUserByAnotherAttribute() {
        house.trust(body -> {
            House.mapping(body).putArray("attributes").add("sub");
            House.mapping(body).set("users", JsonText.object("{'u-1':'alice'}"));
        });
        String mallory = house.good()
                .claim("sub", "u-666")
                .claim("preferred_username", "u-1")
                .compact();
        assertThat(reason(mallory, House.JIRA)).isEqualTo(Reason.NO_USERNAME);
        assertThat(reason(mallory, site(attribute("preferred_username"), Rules.NONE)))
                .isEqualTo(Reason.NO_USERNAME);
    }

    @Test
    void asksForMoreAndNeverForLess() {
        ObjectNode strict = house.written(
                body -> House.rules(body).putArray("allowedGroups").add("staff"));
        house.trust(List.of(strict));
        String staff = house.good().claim("groups", List.of("staff")).compact();
        String both = house.good().claim("groups", List.of("staff", "wiki")).compact();
        String wiki = house.good().claim("groups", List.of("wiki")).compact();
        Caller site = site(MappingOverride.NONE, groups("wiki"));

        assertThat(username(staff, House.JIRA)).isEqualTo("alice");
        assertThat(reason(staff, site)).isEqualTo(Reason.MISSING_GROUP);
        assertThat(username(both, site)).isEqualTo("alice");
        assertThat(reason(wiki, site)).isEqualTo(Reason.MISSING_GROUP);
    }

    @Test
    void keepsToItsOwnAddressesAndTheProviders() throws Exception {
        house.trust(body -> House.rules(body).putArray("addresses").add("10.0.0.0/8"));
        Caller site = site(MappingOverride.NONE, Rules.NONE, "10.1.0.0/16");
        assertThat(from("10.1.2.3", site)).isInstanceOf(Verdict.Active.class);
        assertThat(from("10.2.2.3", site)).isEqualTo(new Verdict.Inactive(Reason.ADDRESS_NOT_ALLOWED, "main"));
        assertThat(from("10.2.2.3", House.JIRA)).isInstanceOf(Verdict.Active.class);
        assertThat(from("11.1.2.3", House.JIRA)).isEqualTo(new Verdict.Inactive(Reason.ADDRESS_NOT_ALLOWED, "main"));
        assertThat(reason(house.good().compact(), House.JIRA)).isEqualTo(Reason.ADDRESS_NOT_ALLOWED);
    }

    private Verdict from(String address, Caller caller) {
        return house.verdict(
                house.good().compact(),
                caller,
                Optional.empty(),
                new RequestContext(Optional.empty(), Optional.of(InetAddress.ofLiteral(address))));
    }
}
