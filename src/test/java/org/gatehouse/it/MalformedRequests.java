package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Requests that no decent client sends, or only nearly would: all endpoints, all parts of a request, from one seed. */
final class MalformedRequests {
    private static final List<String> METHODS = List.of(
            "GET",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "HEAD",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "G:T",
            "M".repeat(300));
    private static final List<String> PATHS = List.of(
            "/introspect",
            "/forward-auth",
            "/access-policy",
            "/jwks",
            "/.well-known/oauth-authorization-server",
            "/q/health/ready",
            "/q/openapi",
            "/api/v1/presets",
            "/api/v1/providers",
            "/api/v1/providers/some",
            "/api/v1/providers/some/check",
            "/api/v1/callers",
            "/api/v1/callers/some",
            "/api/v1/callers/some/secrets",
            "/api/v1/callers/some/access-policy",
            "/api/v1/callers/some/access-policy/import",
            "/api/v1/callers/some/site-report",
            "/api/v1/tokens",
            "/api/v1/tokens/import",
            "/api/v1/tokens/revoke",
            "/api/v1/tokens/2149e282-6ffd-456d-bc70-1a6d01f96cbc",
            "/api/v1/tokens/2149e282-6ffd-456d-bc70-1a6d01f96cbc/rotate",
            "/api/v1/site-reports",
            "/api/v1/basic-usage",
            "/");
    /** What readers of texts have stumbled over. */
    private static final List<String> ODD = List.of(
            "",
            "%",
            "%zz",
            "%00",
            "%ff",
            "%c0%af",
            "%u0041",
            "%ED%A0%80",
            "\0",
            "\u00ff\u00fe",
            "\u0001",
            "..",
            "../..",
            ";a=b",
            "//",
            "\\",
            "*",
            "\"",
            "'",
            "null",
            "-1",
            "1e999999999",
            "99999999999999999999",
            "NaN",
            "0x10",
            "1".repeat(3000),
            ":".repeat(3000),
            " ".repeat(3000),
            ",".repeat(3000),
            "-".repeat(3000),
            "a=b&".repeat(500),
            "W/\"".repeat(500),
            "[".repeat(3000),
            "{\"a\":".repeat(2000),
            "::ffff:1.2.3.4",
            "fe80::1%eth0",
            "=",
            "&=&",
            "\t",
            "2030-01-01T00:00:00Z",
            "PT999999999999999999H",
            "a.b.c",
            "eyJhbGciOiJub25lIn0.e30.",
            "gth_" + "a".repeat(49));

    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "application/merge-patch+json",
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded;charset=undefined",
            "application/x-www-form-urlencoded;charset=",
            "application/x-www-form-urlencoded;charset=\"",
            "application/x-www-form-urlencoded;charset=UTF-16",
            "application/json;charset=nothing",
            "application/json;charset=UTF-32",
            "multipart/form-data",
            "multipart/form-data;boundary=x",
            "multipart/form-data;boundary=",
            "text/plain",
            "*/*",
            "/",
            ";",
            "a/b;c",
            "application/json, text/plain");
    private static final List<String> NAMES = List.of(
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Cookie",
            "If-Match",
            "If-None-Match",
            "Range",
            "Origin",
            "Referer",
            "Upgrade",
            "X-Forwarded-For",
            "X-Forwarded-Method",
            "X-Forwarded-Uri",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "Forwarded",
            "X-HTTP-Method-Override",
            "X-Gatehouse-Caller",
            "Authorization",
            "traceparent",
            "X-Request-Id",
            "Expect",
            "Host",
            "Content-Encoding",
            "TE");
    private static final List<String> MEMBERS = List.of(
            "id",
            "name",
            "kind",
            "product",
            "enabled",
            "providers",
            "parameters",
            "mapping",
            "rules",
            "network",
            "username",
            "label",
            "expiresAt",
            "readOnly",
            "callers",
            "allow",
            "tokens",
            "basic",
            "paths",
            "token",
            "overlap",
            "site",
            "constructor");

    private final Random random;
    private final String admin;
    private final String caller;

    /**
     * @param admin the header's value of an administrator
     * @param caller that of a caller
     */
    MalformedRequests(long seed, String admin, String caller) {
        this.random = new Random(seed);
        this.admin = admin;
        this.caller = caller;
    }

    /** The next one; whether it is a whole one is part of what is tried. */
    byte[] next() {
        List<String> head = new ArrayList<>();
        String path = target();
        byte[] body = oneIn(3) ? new byte[0] : body();
        head.add(method(path) + " " + path
                + (oneIn(40) ? one(" HTTP/1.0", " HTTP/9.9", "", " HTP", "  HTTP/1.1") : " HTTP/1.1"));
        if (!oneIn(50)) {
            head.add("Host: localhost");
        }
        if (!oneIn(4)) {
            head.add("Authorization: " + credentials());
        }
        if (path.startsWith("/forward-auth")) {
            head.add("X-Gatehouse-Caller: " + (oneIn(4) ? credentials() : caller));
        }
        if (body.length > 0 && !oneIn(20)) {
            head.add("Content-Type: " + one(CONTENT_TYPES));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            head.add(one(NAMES) + ": " + odd());
        }
        if (oneIn(30)) {
            head.add(one(
                    "no colon",
                    ": nameless",
                    "A\0b: c",
                    " folded",
                    "Big: " + "x".repeat(60_000),
                    "Content-Length: -1",
                    "Content-Length: 1, 2"));
        }
        byte[] framed = framed(body, head);
        byte[] start = (String.join("\r\n", head) + "\r\n\r\n").getBytes(ISO_8859_1);
        byte[] whole = new byte[start.length + framed.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(framed, 0, whole, start.length, framed.length);
        return whole;
    }

    private byte[] framed(byte[] body, List<String> head) {
        if (oneIn(15)) {
            head.add("Transfer-Encoding: " + (oneIn(5) ? one("gzip", "chunked, chunked", "x") : "chunked"));
            String size = oneIn(5) ? one("zz", "-1", "ffffffffffffffff", "") : Integer.toHexString(body.length);
            return (size + (oneIn(3) ? ";" + odd() : "") + "\r\n" + new String(body, ISO_8859_1) + "\r\n0\r\n\r\n")
                    .getBytes(ISO_8859_1);
        }
        if (body.length > 0) {
            head.add("Content-Length: " + (body.length + (oneIn(100) ? 1 : 0)));
        }
        return body;
    }

    private String method(String path) {
        return oneIn(4)
                ? one(METHODS)
                : path.startsWith("/introspect") || path.endsWith("revoke") ? "POST" : one(METHODS.subList(0, 5));
    }

    private String target() {
        String path = oneIn(20) ? odd() : one(PATHS);
        if (oneIn(8)) {
            path = path + "/" + odd();
        }
        if (oneIn(40)) {
            path = one("http://localhost", "https://[::1]:99999", "//evil.example", "*", "localhost:80") + path;
        }
        return oneIn(3)
                ? path + "?" + one("page", "size", "caller", "username", "x") + "=" + odd()
                        + (oneIn(3) ? "&size=" + odd() : "")
                : path;
    }

    private String credentials() {
        return switch (random.nextInt(8)) {
            case 0 -> "Bearer " + odd();
            case 1 -> "Basic " + odd();
            case 2 -> "Basic " + Base64.getEncoder().encodeToString((odd() + ":" + odd()).getBytes(UTF_8));
            case 3 -> odd();
            case 4, 5 -> caller;
            default -> admin;
        };
    }

    private byte[] body() {
        return switch (random.nextInt(8)) {
            case 0 -> odd().getBytes(ISO_8859_1);
            case 1 -> value(3).getBytes(UTF_16);
            case 2, 3 -> form().getBytes(ISO_8859_1);
            case 4 ->
                ("--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + odd() + "\r\n--x")
                        .getBytes(ISO_8859_1);
            default -> value(3).getBytes(oneIn(4) ? ISO_8859_1 : UTF_8);
        };
    }

    private String form() {
        StringBuilder form = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            form.append(one(
                            "token",
                            "token_type_hint",
                            "provider",
                            "method",
                            "path",
                            "client_ip",
                            "path_decides",
                            "",
                            odd()))
                    .append('=')
                    .append(odd())
                    .append('&');
        }
        return form.toString();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 5)) {
            case 0 ->
                "\""
                        + one(
                                "\\u0000",
                                "\\ud800",
                                "\\u2028",
                                "some",
                                "*",
                                "https://some.example",
                                "jira",
                                "keycloak",
                                "x".repeat(5000))
                        + "\"";
            case 1 -> one("1e999999999", "-0", "1".repeat(2000), "0.1", "9223372036854775808", "1E400");
            case 2 -> one("null", "true", "false");
            case 3 -> oneIn(4) ? odd() : "[]";
            case 4 -> "{}";
            case 5 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
            default -> object(depth);
        };
    }

    private String object(int depth) {
        StringBuilder object = new StringBuilder("{");
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            object.append('"')
                    .append(one(MEMBERS))
                    .append("\":")
                    .append(value(depth - 1))
                    .append(i > 1 ? "," : "");
        }
        return object.append(oneIn(30) ? "" : "}").toString();
    }

    private String odd() {
        return one(ODD);
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private String one(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private String one(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
