package org.gatehouse.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What there is to say of {@code quarkus.datasource.jdbc.url}. It may hold a password, so it is never repeated. */
final class JdbcUrl {

    private static final String PREFIX = "jdbc:postgresql:";
    private static final Set<String> ENCRYPTED = Set.of("require", "verify-ca", "verify-full");

    private JdbcUrl() {}

    static boolean isPostgresql(String url) {
        return url.startsWith(PREFIX);
    }

    /** Whether what is sent to the database, secrets included, may be read on the way there. */
    static boolean isReadableOnTheWay(String url) {
        return !isEncrypted(url) && Arrays.stream(hosts(url).split(",", -1)).anyMatch(host -> !isHere(host));
    }

    /** pgjdbc's default is {@code prefer}: in the clear if the server, or whoever answers for it, likes it better. */
    private static boolean isEncrypted(String url) {
        String mode = parameter(url, "sslmode").orElse("");
        boolean ssl =
                parameter(url, "ssl").filter(value -> !value.equals("false")).isPresent();
        return mode.isEmpty() ? ssl : ENCRYPTED.contains(mode);
    }

    private static Optional<String> parameter(String url, String name) {
        int query = url.indexOf('?');
        return query < 0
                ? Optional.empty()
                : Arrays.stream(url.substring(query + 1).split("&", -1))
                        .filter(parameter -> parameter.equals(name) || parameter.startsWith(name + "="))
                        .map(parameter -> parameter.substring(Math.min(parameter.length(), name.length() + 1)))
                        .map(value -> value.toLowerCase(Locale.ROOT))
                        .findFirst();
    }

    /** {@code a:5432,b:5432} of {@code jdbc:postgresql://a:5432,b:5432/gatehouse?…}; empty, which is localhost, without them. */
    private static String hosts(String url) {
        String rest = url.substring(PREFIX.length()).replaceFirst("\\?.*", "");
        return rest.startsWith("//") ? rest.substring(2).replaceFirst("/.*", "") : "";
    }

    private static boolean isHere(String hostAndPort) {
        String host = hostAndPort.replaceFirst(":\\d*$", "");
        return host.isEmpty() || Loopback.isOne(host);
    }
}
