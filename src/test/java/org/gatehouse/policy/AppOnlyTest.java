package org.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Json;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose token gets the name that an administrator gave to a client: the client's own, and nobody else's. */
class AppOnlyTest {
    private static final UsernameMapping KEYCLOAK = TestProviders.read(
                    JsonText.object(
                            "{'id':'kc','kind':'keycloak','parameters':{'baseUrl':'https://kc.example','realm':'r',"
                                    + "'audience':'a'},'mapping':{'appOnly':{'portal':'svc-portal'}}}"),
                    1)
            .mapping();
    private static final UsernameMapping GENERIC = TestProviders.read(
                    JsonText.object("{'id':'g','kind':'generic-oidc','parameters':{'issuer':'https://id.example',"
                            + "'audience':'a'},'mapping':{'appOnly':{'portal':'svc-portal'}}}"),
                    1)
            .mapping();
    private static final MappedUser NOBODY = new MappedUser.Nobody(
            Reason.APP_ONLY, "It belongs to an application, and mapping.appOnly names no user for it.");

    private static MappedUser map(UsernameMapping mapping, String members) {
        String json = ("{" + members + "}").replace('\'', '"');
        return mapping.map(new Claims(new ClaimSet(Json.object(json).orElseThrow()), "key"));
    }

    @Test
    void aServiceAccountOfKeycloakIsTheUserOfItsClient() {
        assertThat(map(
                        KEYCLOAK,
                        "'azp':'portal','preferred_username':'service-account-portal','clientHost':'10.0.0.1'"))
                .isEqualTo(new MappedUser.User("svc-portal"));
    }

    @Test
    void aPersonWhoIsCalledLikeAServiceAccountIsNobody() {
        assertThat(map(KEYCLOAK, "'azp':'portal','preferred_username':'service-account-evil','sid':'s'"))
                .isEqualTo(NOBODY);
        assertThat(map(KEYCLOAK, "'azp':'portal','preferred_username':'service-account-evil'"))
                .isEqualTo(NOBODY);
        assertThat(map(GENERIC, "'client_id':'portal','sub':'u1','preferred_username':'service-account-portal'"))
                .isEqualTo(NOBODY);
    }

    @Test
    void aClientThatIsItsOwnSubjectIsItsUser() {
        assertThat(map(GENERIC, "'client_id':'portal','sub':'portal'")).isEqualTo(new MappedUser.User("svc-portal"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'sid':'s'", "'auth_time':1", "'amr':['pwd']"})
    void whoSignedInIsNoClient(String sign) {
        assertThat(map(GENERIC, "'client_id':'portal','sub':'portal'," + sign)).isEqualTo(NOBODY);
    }

    @Test
    void aClientWithoutANameIsNobody() {
        assertThat(map(GENERIC, "'client_id':'other','sub':'other'")).isEqualTo(NOBODY);
    }

    @Test
    void aPersonKeepsTheirName() {
        assertThat(List.of(KEYCLOAK, GENERIC))
                .allSatisfy(mapping -> assertThat(map(mapping, "'azp':'portal','preferred_username':'alice'"))
                        .isEqualTo(new MappedUser.User("alice")));
    }
}
