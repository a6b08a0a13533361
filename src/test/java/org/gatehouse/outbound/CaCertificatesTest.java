package org.gatehouse.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaCertificatesTest {
    private static String one;
    private static String other;

    @BeforeAll
    static void make(@TempDir Path directory) {
        one = TestCertificate.of(directory, "dns:one.gatehouse.test").pem();
        other = TestCertificate.of(directory, "dns:other.gatehouse.test").pem();
    }

    @Test
    void readsAllCertificatesAndNoCommentBetweenThem() {
        CaCertificates read = CaCertificates.parse("# our own\n" + one + "\r\n# and theirs\n" + other);

        assertThat(read.certificates()).hasSize(2);
    }

    @Test
    void areTheSameHoweverTheyAreWritten() {
        CaCertificates plain = CaCertificates.parse(one + other);
        CaCertificates windows = CaCertificates.parse("# bundle\r\n" + (one + other).replace("\n", "\r\n"));

        assertThat(windows).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(CaCertificates.parse(one)).isNotEqualTo(plain);
        assertThat(CaCertificates.parse(one)).isNotEqualTo(CaCertificates.parse(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no certificate",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\n<html>\n-----END CERTIFICATE-----"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> CaCertificates.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be certificates in PEM");
    }

    @Test
    void saysWhichOneIsBroken() {
        String broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

        assertThatThrownBy(() -> CaCertificates.parse(one + broken)).hasMessageContaining("number 2");
    }

    @Test
    void takesNoBundleOfWhichTheEndIsCutOff() {
        assertThatThrownBy(() -> CaCertificates.parse(one + other.substring(0, other.length() / 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What an administrator gives here is shown to all administrators. */
    @Test
    void refusesAPrivateKeyAndQuotesNothingOfIt() {
        String key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";

        assertThatThrownBy(() -> CaCertificates.parse(one + key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no key")
                .hasMessageNotContaining("c2VjcmV0");
    }
}
