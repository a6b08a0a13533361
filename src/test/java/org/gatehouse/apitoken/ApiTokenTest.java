package org.gatehouse.apitoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTokenTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final UUID ID = UUID.fromString("11111111-2222-3333-4444-555555555555");

    /** A good token, in which a test changes one thing. */
    private static final class Sample {
        boolean readOnly;
        boolean enabled = true;
        boolean revoked;
        boolean imported;
        List<String> callers = List.of("*");
        List<Cidr> allow = List.of();
        Instant expiresAt = NOW.plusSeconds(3600);

        @Nullable
        Instant secretExpiresAt;

        ApiToken token() {
            ApiToken.Secret secret = new ApiToken.Secret("h1.k.h", imported, NOW.minusSeconds(60), secretExpiresAt);
            return new ApiToken(ID, "alice", readOnly, enabled, revoked, callers, allow, expiresAt, secret);
        }

        Optional<Reason> refusal(RequestContext request) {
            return token().refusal("jira", request, NOW);
        }

        Optional<Reason> refusal() {
            return refusal(RequestContext.NONE);
        }
    }

    private static RequestContext method(String method) {
        return new RequestContext(Optional.of(method), Optional.empty());
    }

    private static RequestContext from(String address) {
        return new RequestContext(Optional.empty(), Optional.of(InetAddress.ofLiteral(address)));
    }

    @Test
    void isGoodForEverybodyFromEverywhere() {
        assertThat(new Sample().refusal()).isEmpty();
        assertThat(new Sample().refusal(method("DELETE"))).isEmpty();
        assertThat(new Sample().refusal(from("203.0.113.9"))).isEmpty();
    }

    @Test
    void isRefusedIfRevoked() {
        Sample sample = new Sample();
        sample.revoked = true;

        assertThat(sample.refusal()).contains(Reason.REVOKED);
    }

    @Test
    void isRefusedIfDisabled() {
        Sample sample = new Sample();
        sample.enabled = false;

        assertThat(sample.refusal()).contains(Reason.DISABLED);
    }

    @Test
    void isGoodJustBeforeItExpires() {
        Sample sample = new Sample();
        sample.expiresAt = NOW.plusMillis(1);

        assertThat(sample.refusal()).isEmpty();
    }

    @Test
    void isRefusedFromTheInstantThatItExpires() {
        Sample sample = new Sample();
        sample.expiresAt = NOW;

        assertThat(sample.refusal()).contains(Reason.EXPIRED);
    }

    @Test
    void anEarlierSecretIsGoodDuringTheOverlap() {
        Sample sample = new Sample();
        sample.secretExpiresAt = NOW.plusMillis(1);

        assertThat(sample.refusal()).isEmpty();
    }

    @Test
    void anEarlierSecretIsRefusedFromTheEndOfTheOverlap() {
        Sample sample = new Sample();
        sample.secretExpiresAt = NOW;

        assertThat(sample.refusal()).contains(Reason.ROTATED);
    }

    @Test
    void isForTheNamedCallersOnly() {
        Sample sample = new Sample();
        sample.callers = List.of("wiki", "jira");
        assertThat(sample.refusal()).isEmpty();

        sample.callers = List.of("wiki", "jira2");
        assertThat(sample.refusal()).contains(Reason.CALLER_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "10.255.255.255", "192.0.2.7", "2001:db8::1"})
    void isGoodFromItsRanges(String address) {
        assertThat(ranged().refusal(from(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.0.0", "9.255.255.255", "192.0.2.8", "2001:db9::1", "::a01:203"})
    void isRefusedFromElsewhere(String address) {
        assertThat(ranged().refusal(from(address))).contains(Reason.ADDRESS_NOT_ALLOWED);
    }

    @Test
    void isRefusedIfItHasRangesAndNobodySaysFromWhere() {
        assertThat(ranged().refusal()).contains(Reason.ADDRESS_NOT_ALLOWED);
    }

    private static Sample ranged() {
        Sample sample = new Sample();
        sample.allow = List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("192.0.2.7"), Cidr.parse("2001:db8::/32"));
        return sample;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void readOnlyMayRead(String method) {
        Sample sample = new Sample();
        sample.readOnly = true;

        assertThat(sample.refusal(method(method))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "get", "TRACE", "PROPFIND", "*"})
    void readOnlyMayDoNothingElse(String method) {
        Sample sample = new Sample();
        sample.readOnly = true;

        assertThat(sample.refusal(method(method))).contains(Reason.READ_ONLY);
    }

    /** As the products and git know them; the second half of each is a query or a context root. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/scm/proj/repo.git/git-upload-pack",
                "/scm/~alice/repo/git-upload-pack",
                "/bitbucket/scm/proj/repo.git/git-upload-pack?x=y",
                "/rest/api/2/search",
                "/jira/rest/api/latest/search?expand=names",
                "/rest/search/latest/search"
            })
    void readOnlyMayReadByPost(String path) {
        assertThat(readOnly().refusal(post(path))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/scm/proj/repo.git/git-receive-pack",
                "/scm/proj/repo.git/info/lfs/objects/batch",
                "/scm/repo.git/git-upload-pack",
                "/scm/a/b/c/git-upload-pack",
                "/scm/proj/repo.git/git-upload-pack/",
                "/scm/proj/repo.git/git-upload-pack/x",
                "/SCM/proj/repo.git/git-upload-pack",
                "/rest/api/1.0/projects/P/repos/git-upload-pack",
                "/rest/scm/a/b/git-upload-pack",
                "/s/scm/_/b/git-upload-pack",
                "/x/scm/_/rest/git-upload-pack",
                "/rest/api/2/issue",
                "/rest/api/2/search/x",
                "/rest/api/2/issue;/../search",
                "/rest/api/2/search/../issue",
                "/rest/api/2/issue/..;/search",
                "/rest/api/2/issue;x/search",
                "/rest/api/2/issue%2f..%2fsearch",
                "/scm/proj/repo.git%2f..%2fx/git-upload-pack",
                "/scm/proj/..%2f..%2frest/git-upload-pack",
                "/scm/proj/repo.git/git-receive-pack?/git-upload-pack",
                "/scm/proj/repo.git/git-upload-pack#x",
                "scm/proj/repo.git/git-upload-pack",
                "%zz",
                ""
            })
    void readOnlyWritesByAnyOtherPost(String path) {
        assertThat(readOnly().refusal(post(path))).contains(Reason.READ_ONLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "post", "PROPFIND"})
    void readOnlyReadsByNoOtherMethod(String method) {
        RequestContext request = new RequestContext(
                Optional.of(method), Optional.of("/scm/proj/repo.git/git-upload-pack"), Optional.empty());

        assertThat(readOnly().refusal(request)).contains(Reason.READ_ONLY);
    }

    private static Sample readOnly() {
        Sample sample = new Sample();
        sample.readOnly = true;
        return sample;
    }

    private static RequestContext post(String path) {
        return new RequestContext(Optional.of("POST"), Optional.of(path), Optional.empty());
    }

    @Test
    void readOnlyIsLeftToTheCallerThatNamesNoMethod() {
        Sample sample = new Sample();
        sample.readOnly = true;

        assertThat(sample.refusal()).isEmpty();
        assertThat(claims(sample).string("scope")).contains("read");
    }

    @Test
    void claimsWhatIsKnown() {
        ClaimSet claims = claims(new Sample());

        assertThat(claims.string("sub")).contains("alice");
        assertThat(claims.string("jti")).contains(ID.toString());
        assertThat(claims.time("iat")).contains(NOW.minusSeconds(60));
        assertThat(claims.time("exp")).contains(NOW.plusSeconds(3600));
        assertThat(claims.has("scope")).isFalse();
    }

    @Test
    void doesNotClaimToKnowWhenAnotherSystemIssuedIt() {
        Sample sample = new Sample();
        sample.imported = true;

        assertThat(claims(sample).has("iat")).isFalse();
    }

    @Test
    void claimsTheEndOfTheOverlapForAnEarlierSecret() {
        Sample sample = new Sample();
        sample.secretExpiresAt = NOW.plusSeconds(5);

        assertThat(claims(sample).time("exp")).contains(NOW.plusSeconds(5));
    }

    @Test
    void claimsNoMoreThanTheTokensOwnEnd() {
        Sample sample = new Sample();
        sample.secretExpiresAt = NOW.plusSeconds(7200);

        assertThat(claims(sample).time("exp")).contains(NOW.plusSeconds(3600));
    }

    private static ClaimSet claims(Sample sample) {
        return sample.token().claims().set();
    }
}
