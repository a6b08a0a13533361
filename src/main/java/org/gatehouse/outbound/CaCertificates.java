package org.gatehouse.outbound;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The certificates of authorities that an administrator trusts for one provider. Equal if they are the same ones in the same order,
 * however they were written.
 */
public final class CaCertificates {
    private static final int MOST = 200;
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*+)-----END CERTIFICATE-----");
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ");
    private static final Pattern OTHER = Pattern.compile("-----BEGIN (?!CERTIFICATE-----)");

    private final List<X509Certificate> certificates;
    /** Stands for all of them: comparing them one by one would be slow for a key of the hot path. */
    private final String fingerprint;

    private CaCertificates(List<X509Certificate> certificates, String fingerprint) {
        this.certificates = List.copyOf(certificates);
        this.fingerprint = fingerprint;
    }

    /**
     * Reads certificates in PEM (RFC 7468 §5), one after the other; text between them is a comment.
     *
     * @throws IllegalArgumentException with a message for the person who wrote the text
     */
    public static CaCertificates parse(String pem) {
        if (OTHER.matcher(pem).find()) {
            throw new IllegalArgumentException(
                    "must hold certificates and nothing else: no key, and no request for one");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher matcher = CERTIFICATE.matcher(pem);
        while (matcher.find()) {
            certificates.add(certificate(matcher.group(1), certificates.size() + 1));
        }
        if (certificates.isEmpty()
                || certificates.size() < BEGIN.matcher(pem).results().count()) {
            throw new IllegalArgumentException(
                    "must be certificates in PEM, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----");
        }
        if (certificates.size() > MOST) {
            throw new IllegalArgumentException("must hold at most " + MOST + " certificates");
        }
        return new CaCertificates(certificates, fingerprint(certificates));
    }

    private static X509Certificate certificate(String base64, int number) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "must be certificates in PEM, and number %d is none".formatted(number), unreadable);
        }
    }

    private static String fingerprint(List<X509Certificate> certificates) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (X509Certificate certificate : certificates) {
                hash.update(certificate.getEncoded());
            }
            return HexFormat.of().formatHex(hash.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256, and what was read can be written", e);
        }
    }

    List<X509Certificate> certificates() {
        return certificates;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CaCertificates same && same.fingerprint.equals(fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "CaCertificates[" + certificates.size() + ", " + fingerprint.substring(0, 12) + "]";
    }
}
