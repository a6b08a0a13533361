package org.gatehouse.atlassian.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.gatehouse.atlassian.path.PathPolicy.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    private static final PathPolicy POLICY =
            new PathPolicy(List.of("/rest/", "/rpc/"), List.of("/rest/gadgets/", "/rest/capabilities", "/status"));

    private static Kind kindOf(String uri, String dispatched) {
        return POLICY.kindOf(RequestPath.of(uri, "", dispatched));
    }

    @ParameterizedTest
    @CsvSource({
        "/rest/api, /rest/api, PROTECTED",
        "/rest, /rest, PROTECTED",
        "/rpc/xmlrpc, /rpc/xmlrpc, PROTECTED",
        "/rest/gadgets/x, /rest/gadgets/x, EXEMPT",
        "/rest/gadgets/%20x, /rest/gadgets/ x, EXEMPT",
        "/status, /status, EXEMPT",
        "/status/x, /status/x, EXEMPT",
        "/rest/capabilities, /rest/capabilities, EXEMPT",
        "/rest/capabilities2, /rest/capabilities2, PROTECTED",
        "/browse/A-1, /browse/A-1, OTHER",
        "/restful, /restful, OTHER",
        "/REST/api, /REST/api, OTHER",
        "/, /, OTHER"
    })
    void knowsPlainPaths(String uri, String dispatched, Kind kind) {
        assertThat(kindOf(uri, dispatched)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "/x;/../rest/api, /x",
        "/%72est/api, /x",
        "/x/..%2frest/api, /x",
        "/x\\..\\rest/api, /x",
        "/rest%3bx/api, /x",
        "/x, /rest/api",
        "/x, /rest;y/api",
        "/x, /y/../rest/api",
        "/x, //rest/api",
        "/x, /rest/..;/y"
    })
    void isProtectedIfAnyReadingIs(String uri, String dispatched) {
        assertThat(kindOf(uri, dispatched)).isEqualTo(Kind.PROTECTED);
    }

    @ParameterizedTest
    @CsvSource({
        "/rest/gadgets/../api, /rest/api",
        "/rest/gadgets/%2e%2e/api, /rest/api",
        "/rest/gadgets/%252e%252e/api, /rest/gadgets/%2e%2e/api",
        "/rest/gadgets/a%2fb, /rest/gadgets/a/b",
        "/rest/gadgets/a;b, /rest/gadgets/a",
        "/rest/gadgets//a, /rest/gadgets/a",
        "/rest/gadgets/a, /rest/api",
        "/rest/api, /rest/gadgets/a",
        "/rest/gadgets/%00, /rest/gadgets/x"
    })
    void isExemptOnlyIfThereIsNothingToDisagreeAbout(String uri, String dispatched) {
        assertThat(kindOf(uri, dispatched)).isEqualTo(Kind.PROTECTED);
    }

    /** Forwarded inside of the host, where no filter sees it again. */
    @ParameterizedTest
    @CsvSource({
        "/s/x/_/rest/api, /s/x/_/rest/api",
        "/s/x/_/rest, /s/x/_/rest",
        "/s/_/rest/api, /s/_/rest/api",
        "/s/x/y/_/rpc/soap, /s/x/y/_/rpc/soap",
        "/s/x/_/rest/api/_/WEB-INF/y, /s/x/_/rest/api/_/WEB-INF/y",
        "/s/x/_/download/_/rest/api, /s/x/_/download/_/rest/api",
        "/s/x/_/rest/gadgets/y, /s/x/_/rest/gadgets/y",
        "/s/x/_/%72est/api, /s/x/_/rest/api",
        "/s/x/_/%2572est/api, /s/x/_/%72est/api",
        "/s/x/%5f/rest/api, /s/x/_/rest/api",
        "/s/..;/x/_/rest/api, /x/_/rest/api",
        "/s/../x/_/rest/api, /x/_/rest/api",
        "/s/%2e%2e/x/_/rest/api, /x/_/rest/api",
        "/S/x/_/REST/api, /S/x/_/REST/api",
        "/s/..;/x/_/rest;a=b/api, /x/_/rest/api",
        "/x/../s/y/_/rest/api, /s/y/_/rest/api",
        "/s/x/_/y/..;/rest/api, /s/x/_/rest/api",
        "/x, /s/x/_/rest/api"
    })
    void isProtectedIfWhatItIsForwardedToIs(String uri, String dispatched) {
        assertThat(kindOf(uri, dispatched)).isEqualTo(Kind.PROTECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/s/x/_/download/batch/y.js",
                "/s/x/_/images/rest/y.png",
                "/s/x/_/restful",
                "/s/x/rest/api",
                "/s/x_/rest/api",
                "/x/s/y/_/rest/api",
                "/browse/_/rest/api",
                "/s/x/_/",
                "/s"
            })
    void aStaticResourceIsNot(String path) {
        assertThat(kindOf(path, path)).isEqualTo(Kind.OTHER);
    }

    @Test
    void whatIsForwardedIsNeverPlain() {
        assertThat(RequestPath.of("/s/x/_/y", "", "/s/x/_/y").isPlainlyUnder("/s/"))
                .isFalse();
        assertThat(RequestPath.of("/s/x/y", "", "/s/x/y").isPlainlyUnder("/s/")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/jira/s/x/_/rest/api", "/jira;x/s/y/_/rest/api", "/jira/s/..;/x/_/rest/api"})
    void isForwardedBelowTheContextPath(String uri) {
        assertThat(RequestPath.of(uri, "/jira", "/x").mayBeUnder("/rest/")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/rest/a/1/session, /rest/a/1/session, true",
        "/rest/a;x/1/session, /y, true",
        "/s/x/_/rest/a/1/session, /s/x/_/rest/a/1/session, true",
        "/s/x/_/y/_/rest/a/1/session, /s/x/_/y/_/rest/a/1/session, true",
        "/s/x/_/rest/a/1/session/y, /s/x/_/rest/a/1/session/y, false",
        "/x/_/rest/a/1/session, /x/_/rest/a/1/session, false"
    })
    void isOfAFormIfAnyReadingIs(String uri, String dispatched, boolean isOfIt) {
        Pattern form = Pattern.compile("/rest/a/[^/]+/session");

        assertThat(RequestPath.of(uri, "", dispatched).mayMatch(form)).isEqualTo(isOfIt);
    }

    @ParameterizedTest
    @CsvSource({"/jira/rest/api", "//jira/rest/api", "/jira;x/rest/api", "/./jira//rest/api", "/%6aira/rest/api"})
    void isBelowTheContextPath(String uri) {
        assertThat(RequestPath.of(uri, "/jira", "/rest/api").canonical()).isEqualTo("/rest/api");
        assertThat(RequestPath.of(uri, "/jira", "/x").mayBeUnder("/rest/")).isTrue();
    }

    @Test
    void aContextPathThatOnlyStartsThePathIsNotTakenOff() {
        assertThat(RequestPath.of("/jirarest/api", "/jira", "/x").mayBeUnder("/rest/"))
                .isFalse();
    }

    @Test
    void neverClimbsAboveTheRoot() {
        assertThat(RequestPath.of("/../../rest/api", "", "/x").mayBeUnder("/rest/"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/rest/api/2/myself, /rest/api", "/rest/api, /rest/api", "/rest, /rest", "/, /", "/rest/api/, /rest/api"
    })
    void itsClassIsItsFirstTwoSegments(String path, String pathClass) {
        assertThat(RequestPath.of(path, "", path).pathClass()).isEqualTo(pathClass);
    }
}
