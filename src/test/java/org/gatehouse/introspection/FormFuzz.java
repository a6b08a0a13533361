package org.gatehouse.introspection;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gatehouse.fuzz.Input;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.problem.OAuthError;
import org.gatehouse.rest.FormParameters;

/** The form of an introspection: what is in it is taken as it is written, or answered by 400. */
public final class FormFuzz {
    private FormFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        MultivaluedMap<String, String> values = values(Input.text(input));
        FormParameters form = new FormParameters(values);
        try {
            String token = form.required("token");
            holds(!token.isEmpty() && values.get("token").equals(java.util.List.of(token)), "the one token");
        } catch (OAuthError refused) {
            holds(
                    !values.containsKey("token")
                            || values.get("token").size() > 1
                            || values.getFirst("token").isEmpty(),
                    "a token is refused only if it is missing or repeated");
        }
        try {
            context(ContextParameters.read(form), form);
        } catch (OAuthError refused) {
            holds(
                    values.containsKey("method") || values.containsKey("path") || values.containsKey("client_ip"),
                    "only what was sent is refused");
        }
    }

    private static void context(RequestContext context, FormParameters form) {
        same(form.once("method"), context.method(), "a method as it was sent");
        holds(
                context.method().stream().allMatch(method -> method.chars().allMatch(c -> c > ' ' && c < 0x7F)),
                "a method");
        Optional<InetAddress> client = context.clientIp();
        same(form.once("client_ip").isPresent(), client.isPresent(), "an address that was sent is read");
        client.ifPresent(address -> {
            String text = form.once("client_ip").orElseThrow();
            holds(
                    text.length() <= 45 && text.indexOf('%') < 0 && text.indexOf('[') < 0,
                    "an address is short and bare");
            MultivaluedMap<String, String> again = new MultivaluedHashMap<>();
            again.add("client_ip", address.getHostAddress());
            same(
                    client,
                    ContextParameters.read(new FormParameters(again)).clientIp(),
                    "an address as the platform writes it is the same");
        });
    }

    private static MultivaluedMap<String, String> values(String body) {
        MultivaluedMap<String, String> values = new MultivaluedHashMap<>();
        for (String parameter : body.split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            values.add(decoded(pair[0]), decoded(pair.length > 1 ? pair[1] : ""));
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEncoding) {
            return text;
        }
    }
}
