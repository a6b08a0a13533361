package org.gatehouse.verification;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.outbound.OutboundRequest;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.PresentedToken;

/** Makes the HTTP request of a call about one token. */
final class ProviderRequests {
    private static final ClientCredentials NOBODY =
            new ClientCredentials("", "", ClientCredentials.Method.NONE, Optional.empty(), List.of());
    private static final String AUTHORIZATION = "Authorization";

    private final ClientAssertion assertions;

    ProviderRequests(Clock clock) {
        this.assertions = new ClientAssertion(clock);
    }

    OutboundRequest of(ProviderCall call, AskRules rules, PresentedToken.Usable token) {
        ClientCredentials client = rules.client().orElse(NOBODY);
        Filling filling = new Filling(token.value(), client);
        Map<String, String> form = filling.of(call.form());
        Map<String, String> headers = filling.of(call.headers());
        switch (call.as()) {
            case TOKEN -> headers.put(AUTHORIZATION, "Bearer " + token.value());
            case CLIENT -> authenticate(client, call, form, headers);
            case NONE -> {}
        }
        URI uri = uri(call.url(), filling.of(call.query()));
        OutboundRequest request = request(call, uri, form, filling.of(call.json()), rules.network());
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.withHeader(header.getKey(), header.getValue());
        }
        return request;
    }

    /** RFC 6749 §2.3.1, RFC 7523 §2.2, RFC 6750 §2.1. */
    private void authenticate(
            ClientCredentials client, ProviderCall call, Map<String, String> form, Map<String, String> headers) {
        switch (client.method()) {
            case CLIENT_SECRET_BASIC ->
                headers.put(
                        AUTHORIZATION, "Basic " + base64(encode(client.clientId()) + ":" + encode(client.secret())));
            case CLIENT_SECRET_POST -> {
                form.put("client_id", client.clientId());
                form.put("client_secret", client.secret());
            }
            case PRIVATE_KEY_JWT -> {
                form.put("client_id", client.clientId());
                form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
                form.put("client_assertion", assertions.sign(client, call.url()));
            }
            case BEARER -> headers.put(AUTHORIZATION, "Bearer " + client.secret());
            // RFC 6749 §3.2.1: a client without credentials still says who it is.
            case NONE -> {
                if (!client.clientId().isEmpty()) {
                    form.put("client_id", client.clientId());
                }
            }
        }
    }

    private static OutboundRequest request(
            ProviderCall call, URI uri, Map<String, String> form, Map<String, String> json, NetworkRules network) {
        if (call.method().equals("GET")) {
            return OutboundRequest.get(uri, network);
        }
        return json.isEmpty()
                ? OutboundRequest.postForm(uri, form, network)
                : OutboundRequest.post(uri, "application/json", object(json).getBytes(StandardCharsets.UTF_8), network);
    }

    private static String object(Map<String, String> members) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        members.forEach(object::put);
        return object.toString();
    }

    private static URI uri(String url, Map<String, String> query) {
        String more = query.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(more.isEmpty() ? url : url + (url.contains("?") ? "&" : "?") + more);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts the token and our credentials where a preset says that they belong. */
    private record Filling(String token, ClientCredentials client) {
        Map<String, String> of(Map<String, String> templates) {
            Map<String, String> filled = new LinkedHashMap<>();
            templates.forEach((name, value) -> filled.put(name, value(value)));
            return filled;
        }

        private String value(String template) {
            return switch (template) {
                case "{token}" -> token;
                case "{client_id}" -> client.clientId();
                case "{secret}" -> client.secret();
                case "{client_id}|{secret}" -> client.clientId() + "|" + client.secret();
                default -> template;
            };
        }

        @Override
        public String toString() {
            return "Filling";
        }
    }
}
