package org.gatehouse.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Writes {@code src/docs/configuration.md}. */
final class ConfigurationReference {

    /**
     * A setting of Quarkus' own that operators of Gatehouse need.
     *
     * @param otherwise Quarkus' default, for those that we have none of our own for
     */
    private record Foreign(String property, String otherwise, String meaning) {

        /** A variable with a single underscore on either side of a number sets nothing; the quotes make two of them. */
        Foreign {
            if (property.matches(".*\\.[0-9]+\\..*")) {
                throw new IllegalArgumentException("needs quotes around the number: " + property);
            }
        }
    }

    private static final Map<String, List<Foreign>> FOREIGN = foreign();

    private final Map<String, Setting> settings = new HashMap<>();
    private final Map<String, String> docs;
    private final Properties ours = new Properties();
    private final StringBuilder text = new StringBuilder();

    private ConfigurationReference() throws IOException {
        Setting.all().forEach(setting -> settings.put(key(setting), setting));
        docs = SourceDocs.of(GatehouseConfig.class, this::link);
        try (InputStream in = Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
            ours.load(in);
        }
    }

    static String markdown() throws IOException {
        return new ConfigurationReference().write();
    }

    private static Map<String, List<Foreign>> foreign() {
        Map<String, List<Foreign>> groups = new LinkedHashMap<>();
        groups.put(
                "The database",
                List.of(
                        new Foreign(
                                "quarkus.datasource.jdbc.url",
                                "",
                                "PostgreSQL 14 to 18, `jdbc:postgresql://host/name`;"
                                        + " with `sslmode=verify-full` if the network is not trusted. Absent: an embedded one"),
                        new Foreign("quarkus.datasource.username", "", "of the database"),
                        new Foreign("quarkus.datasource.password", "", "of the database"),
                        new Foreign("quarkus.datasource.jdbc.max-size", "50", "the most connections of one replica"),
                        new Foreign(
                                "quarkus.datasource.jdbc.acquisition-timeout",
                                "5S",
                                "how long a request waits for a connection"),
                        new Foreign(
                                "quarkus.flyway.migrate-at-start",
                                "false",
                                "whether the tables are brought up to date at start; replicas wait for each other")));
        groups.put(
                "HTTP and TLS",
                List.of(
                        new Foreign("quarkus.http.host", "0.0.0.0", "the address to listen at"),
                        new Foreign("quarkus.http.port", "8080", "the port for http"),
                        new Foreign("quarkus.http.ssl-port", "8443", "the port for https, if there is a certificate"),
                        new Foreign(
                                "quarkus.http.insecure-requests",
                                "enabled",
                                "`disabled` to take https only, or `redirect`"),
                        new Foreign(
                                "quarkus.tls.key-store.pem.\"0\".cert", "", "file with our certificate and its chain"),
                        new Foreign("quarkus.tls.key-store.pem.\"0\".key", "", "file with the key of it, PKCS#8"),
                        new Foreign("quarkus.tls.key-store.p12.path", "", "both in one file instead"),
                        new Foreign("quarkus.tls.key-store.p12.password", "", "of that file"),
                        new Foreign("quarkus.tls.reload-period", "", "how often these files are looked at again, `1h`"),
                        new Foreign(
                                "quarkus.http.proxy.proxy-address-forwarding",
                                "false",
                                "`true` to believe `X-Forwarded-*` about the caller; only behind a proxy that sets them"),
                        new Foreign("quarkus.http.proxy.trusted-proxies", "", "addresses that are believed then"),
                        new Foreign("quarkus.http.limits.max-body-size", "10M", "the longest request body"),
                        new Foreign(
                                "quarkus.http.limits.max-header-size",
                                "20K",
                                "all headers of a request together; beyond, the answer is 431. At `/forward-auth` these are those of"
                                        + " the original request too: a token of `GATEHOUSE_INTROSPECTION_MAX_TOKEN_LENGTH`, its cookies, and 24K of others"),
                        new Foreign(
                                "quarkus.http.limits.max-initial-line-length",
                                "4096",
                                "method and target of a request; beyond, the answer is 414"),
                        new Foreign(
                                "quarkus.http.limits.max-connections",
                                "",
                                "the most connections open at a time; beyond, one is closed at once. Probes of health need one too"),
                        new Foreign("quarkus.http.read-timeout", "60S", "the longest pause of a caller while it sends"),
                        new Foreign("quarkus.http.idle-timeout", "30M", "how long an idle connection is kept")));
        groups.put(
                "Starting and stopping",
                List.of(
                        new Foreign(
                                "quarkus.shutdown.delay",
                                "",
                                "how long requests are still taken after SIGTERM, while readiness says no"),
                        new Foreign("quarkus.shutdown.timeout", "", "how long running requests may take after that")));
        groups.put(
                "Log",
                List.of(
                        new Foreign("quarkus.log.level", "INFO", "of everything"),
                        new Foreign(
                                "quarkus.log.category.\"org.gatehouse.audit\".level",
                                "INFO",
                                "`DEBUG` for a line about each good token too"),
                        new Foreign("quarkus.log.console.json.enabled", "true", "one JSON object a line"),
                        new Foreign(
                                "quarkus.log.console.format",
                                "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{3.}] (%t) %s%e%n",
                                "of plain text; `%X{requestId}` is the request's id"),
                        new Foreign("quarkus.log.console.async.queue-length", "512", "lines that wait for the console"),
                        new Foreign(
                                "quarkus.log.console.async.overflow",
                                "block",
                                "what becomes of further lines: `discard`, or `block`, which may stop the service")));
        groups.put(
                "Traces",
                List.of(
                        new Foreign("quarkus.otel.sdk.disabled", "false", "`false` to send OpenTelemetry traces"),
                        new Foreign("quarkus.otel.exporter.otlp.endpoint", "http://localhost:4317", "the collector"),
                        new Foreign(
                                "quarkus.otel.exporter.otlp.protocol", "grpc", "or `http/protobuf`, usually port 4318"),
                        new Foreign(
                                "quarkus.otel.exporter.otlp.headers", "", "`name=value`, with credentials if need be"),
                        new Foreign("quarkus.otel.service.name", "gatehouse", "what we are called there")));
        return groups;
    }

    private String write() throws IOException {
        text.append("""
                # Configuration

                Made from the sources; `./mvnw test -Dtest=ConfigurationReferenceTest -Dconfiguration.update=true` makes it anew.

                A setting is given as a Java system property (`-Dgatehouse.admin.token=…`), as an environment variable
                (`GATEHOUSE_ADMIN_TOKEN`) or in `config/application.properties` beneath the working folder; the first of these that has it counts.
                An empty value is none. Durations are ISO-8601 (`PT10S`, `P30D`) or short (`10s`, `30d`). A misspelt property stops the start, a
                misspelt variable is warned of if it begins with `GATEHOUSE_`. What stands in quotes in a property has two underscores on
                either side in its variable.

                No `config/application.properties` may lie in the checkout while the package is built: the build would put what it says into the
                package, secrets too.

                The start is refused, with all reasons at once, if a value can't be used, or does not fit to another.

                ## Gatehouse
                """);
        header();
        docs.keySet().stream()
                .filter(key -> key.startsWith("GatehouseConfig."))
                .filter(settings::containsKey)
                .forEach(this::row);
        docs.keySet().stream()
                .filter(key -> key.startsWith("GatehouseConfig."))
                .filter(key -> !settings.containsKey(key))
                .forEach(this::group);
        files();
        dangers();
        text.append("\n## Quarkus\n\nThe settings of Quarkus that matter here; the others work as well.\n");
        FOREIGN.forEach((title, group) -> {
            text.append("\n### ").append(title).append("\n\n| setting | default | meaning |\n|---|---|---|\n");
            group.forEach(this::row);
        });
        return text.toString();
    }

    private void header() {
        text.append("\n| setting | type | default | meaning |\n|---|---|---|---|\n");
    }

    /** The method's group is an interface of the same name, begun with a capital letter. */
    private void group(String key) {
        String method = key.substring(key.indexOf('.') + 1);
        String type = Character.toUpperCase(method.charAt(0)) + method.substring(1);
        text.append("\n### ").append(type.replaceAll("(?<=.)([A-Z])", " $1")).append("\n\n");
        text.append(docs.get(key)).append('\n');
        header();
        docs.keySet().stream().filter(inner -> inner.startsWith(type + ".")).forEach(this::row);
    }

    private void row(String key) {
        Setting setting = settings.get(key);
        text.append("| ").append(names(setting.property()));
        text.append(" | ").append(type(setting));
        text.append(" | ")
                .append(setting.defaultValue().map(ConfigurationReference::code).orElse(""));
        text.append(" | ").append(docs.get(key)).append(" |\n");
    }

    private void row(Foreign foreign) {
        text.append("| ").append(names(foreign.property()));
        text.append(" | ").append(code(ours.getProperty(foreign.property(), foreign.otherwise())));
        text.append(" | ").append(foreign.meaning()).append(" |\n");
    }

    private void files() {
        text.append("""

                ### Secrets in files

                Each of these can be given as the path of a file that holds it, by the same name with `_FILE` (`-file` as a property). One newline at the
                end is cut. The start is refused if the value is given as well, and if the file is missing, empty, longer than 64 KiB, not UTF-8 or has
                more than one line. Files are read at start.

                """);
        SecretFiles.SETTINGS.forEach(setting -> text.append("- `")
                .append(SettingName.inEnvironment(SecretFiles.fileSetting(setting)))
                .append("`\n"));
    }

    private void dangers() throws IOException {
        text.append("""

                ### Dangers

                With a database of one's own the start is refused for each of these too, unless `GATEHOUSE_UNSAFE_ACCEPT` names it; then it is warned of. On the
                embedded database it is only warned of.

                | name | when |
                |---|---|
                """);
        Map<String, String> meanings = SourceDocs.of(Danger.class, member -> member);
        for (Danger danger : Danger.values()) {
            text.append("| `%s` | %s |\n".formatted(danger.label(), meanings.get("Danger." + danger.name())));
        }
    }

    private static String key(Setting setting) {
        return setting.method().getDeclaringClass().getSimpleName() + "."
                + setting.method().getName();
    }

    private String link(String key) {
        Setting setting = settings.get(key);
        return code(SettingName.inEnvironment(setting.property()));
    }

    private static String names(String property) {
        return code(SettingName.inEnvironment(property)) + "<br>" + code(property);
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    private static String type(Setting setting) {
        return switch (setting.type().getTypeName()) {
            case "int", "long" -> "number";
            case "java.lang.String" -> "text";
            case "java.net.URI" -> "URL";
            case "java.nio.file.Path" -> "path";
            case "java.time.Duration" -> "duration";
            case "java.util.List<java.lang.String>" -> "list";
            default -> throw new AssertionError(setting);
        };
    }
}
