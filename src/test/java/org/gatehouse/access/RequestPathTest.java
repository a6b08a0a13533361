package org.gatehouse.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.caller.Product;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    private static final ProductProfile JIRA = new ProductProfiles().of(Product.JIRA);
    private static final ProductProfile BITBUCKET = new ProductProfiles().of(Product.BITBUCKET);

    private static Zone zone(String target) {
        return zone(target, JIRA, "");
    }

    private static Zone zone(String target, ProductProfile profile, String context) {
        AccessPolicyForm said =
                new AccessPolicyForm(null, null, null, new AccessPolicyForm.Paths(context, null, null), null, null);
        AccessPolicy policy = AccessPolicy.of(new CompletePolicy(said.over(profile.policy())), profile);
        return policy.zone(RequestPath.parse(target).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/api/2/myself",
                "/rest",
                "/rest/",
                "/rest;a=b/api/2/myself",
                "/rest;/api/2/myself",
                "/;/rest/api/2/myself",
                "/;a=b/rest/api",
                "//rest/api/2/myself",
                "/browse/../rest/api/2/myself",
                "/browse/..;/rest/api",
                "/browse/..;a=b/rest/api",
                "/./rest/api/2/myself",
                "/%2e/rest/api",
                "/browse/%2e%2e/rest/api",
                "/browse/.%2e/rest/api",
                "/%72est/api/2/myself",
                "/%2572est/api",
                "/REST/api/2/myself",
                "/Rest/api",
                "/rest%2fapi",
                "/rest%3Ba=b/api",
                "/%3b/rest/api",
                "/browse%2f..%2frest/api",
                "/browse/..%5crest/api",
                "/\\rest\\api",
                "/../rest/api",
                "/rest/gadgets/../api/2/myself",
                "/rest/gadgets/..%2fapi",
                "/rest/gadgets/%2e%2e/api",
                "/rest/gadgets/..;/api",
                "/rest/gadgets/..%252fapi",
                "/rest/gadgets%2f../api",
                "/rest/gadgets;/../api",
                "/rest/gadgets;v=1/1.0",
                "/rest/Gadgets/x",
                "/rpc/soap/x",
                "/browse/x%2f..%2f..%2frest/api",
                "/s/x/_/rest/api",
                "/s/x/_/rest",
                "/s//_/rest/api",
                "/s/x/_/RPC/soap",
                "/S/x/_/rest/api",
                "/s/x/_/rest/api/_/WEB-INF/y",
                "/s/x/_/download/_/rest/api",
                "/s/x/_/%72est/api",
                "/s/x/_/%2572est/api",
                "/s/x/%5f/rest/api",
                "/s/..;/x/_/rest/api",
                "/s/../x/_/rest/api",
                "/s/%2e%2e/x/_/rest/api",
                "/%73/../x/_/rest/api",
                "/s/..;/x/_/rest;a=b/api",
                "/x/../s/y/_/rest/api",
                "/s/x/_/rest/gadgets/y",
                "/rest/api?x=/rest/gadgets/"
            })
    void anyReadingBeneathAProtectedPathIsProtected(String target) {
        assertThat(zone(target)).isEqualTo(Zone.PROTECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/gadgets/1.0/g",
                "/rest/gadgets",
                "/rest/gadgets/x;v=1",
                "/rest/gadgets/a%20b",
                "/rest/capabilities",
                "/rest/capabilities/x"
            })
    void onlyWhatEveryReadingExemptsIsExempt(String target) {
        assertThat(zone(target)).isEqualTo(Zone.EXEMPT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/browse/ABC-1",
                "/restaurant/menu",
                "/secure/Dashboard.jspa;jsessionid=1",
                "/a%2fb",
                "/x?y=/rest/api",
                "/rest/../browse",
                "/s/x/_/download/batch/y.js",
                "/s/x/_/restful",
                "/s/x/rest/api",
                "/s/x_/rest/api",
                "/x/s/y/_/rest/api",
                "/browse/_/rest/api",
                "/s/x/_/",
                "/s/x/_/y?z=/_/rest/api",
                "/100%25"
            })
    void theRestIsTheProductsOwnBusiness(String target) {
        assertThat(zone(target)).isEqualTo(Zone.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "\\/rest/api",
                "rest/api",
                "http://host/rest/api",
                "/rest api",
                "/rest\u0000",
                "/rest\n/api",
                "/r\u00e9st",
                "/%zz",
                "/%",
                "/%4",
                "/rest/%00",
                "/rest/%0d%0aX",
                "/%2525252572est",
                "/rest#x"
            })
    void refusesWhatNoServerShouldTake(String target) {
        assertThat(RequestPath.parse(target)).isEmpty();
    }

    @Nested
    class WithAContextRoot {
        @ParameterizedTest
        @CsvSource({
            "/jira/rest/api, PROTECTED",
            "/jira/x/../rest/api, PROTECTED",
            "/jira/s/x/_/rest/api, PROTECTED",
            "/jira/s/..;/x/_/rest/api, PROTECTED",
            "/jira/s/x/_/download/y, OTHER",
            "/s/x/_/rest/api, PROTECTED",
            "/jirb/s/x/_/rest/api, OTHER",
            "/jira;x/rest/api, PROTECTED",
            "/jira/rest/gadgets/1, EXEMPT",
            "/jira, OTHER",
            "/jira/browse/X, OTHER",
            "/jirarest/api, OTHER",
            "/rest/api, PROTECTED"
        })
        void pathsAreJudgedBelowIt(String target, Zone zone) {
            assertThat(zone(target, JIRA, "/jira")).isEqualTo(zone);
        }
    }

    @ParameterizedTest
    @CsvSource({"/s/x/y, EXEMPT", "/s/x/_/y, PROTECTED"})
    void whatIsForwardedIsNeverExempt(String target, Zone zone) {
        AccessPolicyForm said = new AccessPolicyForm(
                null, null, null, new AccessPolicyForm.Paths("", List.of("/"), List.of("/s/")), null, null);
        AccessPolicy policy = AccessPolicy.of(new CompletePolicy(said.over(JIRA.policy())), JIRA);

        assertThat(policy.zone(RequestPath.parse(target).orElseThrow())).isEqualTo(zone);
    }

    @ParameterizedTest
    @CsvSource({
        "/scm/p/r.git/info/refs, SCM",
        "/SCM/p, SCM",
        "/x/..;/scm/p, SCM",
        "/s/x/_/scm/p, SCM",
        "/scm/../rest/api, PROTECTED",
        "/rest/api/1.0/projects/P/repos/R/browse/a%2fb, PROTECTED"
    })
    void gitHasAZoneOfItsOwn(String target, Zone zone) {
        assertThat(zone(target, BITBUCKET, "")).isEqualTo(zone);
    }

    @Test
    void isOfALimitedLength() {
        assertThat(RequestPath.parse("/" + "a".repeat(4095) + "?" + "q".repeat(5000)))
                .isPresent();
        assertThat(RequestPath.parse("/" + "a".repeat(4096))).isEmpty();
    }

    @Test
    void keepsTheTargetAsTheClientSentIt() {
        RequestPath path = RequestPath.parse("/a;b/%72?q=%20;x").orElseThrow();

        assertThat(List.of(path.target(), path.query(), path.plain()))
                .containsExactly("/a;b/%72?q=%20;x", "q=%20;x", "/a/r");
    }
}
