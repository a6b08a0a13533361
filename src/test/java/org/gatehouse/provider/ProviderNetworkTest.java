package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.outbound.CaCertificates;
import org.gatehouse.outbound.TestCertificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network part of a provider record, on the way to all that is asked of the provider. */
class ProviderNetworkTest {
    private static String pem;

    @BeforeAll
    static void make(@TempDir Path directory) {
        pem = TestCertificate.of(directory, "dns:sso.gatehouse.test").pem();
    }

    private static ObjectNode keycloak(String caCertificates) {
        ObjectNode body = JsonText.object("""
                {'id':'kc','kind':'keycloak','parameters':{'baseUrl':'https://sso.gatehouse.test','realm':'staff',
                 'audience':'a','clientId':'c','clientSecret':'s','alsoAsk':'introspection'}}
                """);
        body.putObject("network").put("caCertificates", caCertificates);
        return body;
    }

    @Test
    void itsAuthoritiesCountForKeysAndQuestions() {
        Optional<CaCertificates> authorities = Optional.of(CaCertificates.parse(pem));

        Provider provider = TestProviders.read(keycloak(pem), 1);

        assertThat(provider.keySources())
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source.network().authorities()).isEqualTo(authorities));
        assertThat(provider.ask().orElseThrow().network().authorities()).isEqualTo(authorities);
    }

    @Test
    void keysThatWereFetchedUnderOtherAuthoritiesAreOthers() {
        Provider own = TestProviders.read(keycloak(pem), 1);
        ObjectNode body = keycloak(pem);
        body.remove("network");
        Provider platforms = TestProviders.read(body, 1);

        assertThat(own.keySources().toList())
                .isNotEqualTo(platforms.keySources().toList());
    }

    @Test
    void whatIsNoCertificateIsRefusedAtItsPlace() {
        assertThat(TestProviders.violations(keycloak("none"))).containsExactly("/network/caCertificates");
    }
}
