package org.gatehouse.atlassian.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.atlassian.path.PathPolicy.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
