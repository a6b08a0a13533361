package org.gatehouse.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** The rules for {@code gatehouse.public-url}: it is compared to the letter by others, so it has one spelling. */
final class PublicUrl {

    private static final Set<String> SCHEMES = Set.of("https", "http");

    private PublicUrl() {}

    /** What is wrong with it, to be continued from the setting's name. */
    static Optional<String> complaint(String value) {
        URI url;
        try {
            url = new URI(value);
        } catch (URISyntaxException e) {
            return Optional.of(got("must be a URL such as https://gatehouse.example.com", value));
        }
        if (!SCHEMES.contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            return Optional.of(got("must be a URL such as https://gatehouse.example.com", value));
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("must have no user name or password in it");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            return Optional.of(got("must have neither a query nor a fragment", value));
        }
        return value.endsWith("/") ? Optional.of(got("must not end with a slash", value)) : Optional.empty();
    }

    /** Of one without complaint. */
    static boolean isHttpToElsewhere(String value) {
        URI url = URI.create(value);
        return "http".equals(url.getScheme()) && !Loopback.isOne(url.getHost());
    }

    private static String got(String rule, String value) {
        return rule + ": got " + value;
    }
}
