package org.gatehouse.provider;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;

/**
 * Whether what binds a provider's tokens also tells access tokens from the other tokens of the same server. An audience does, unless
 * it is a client's id: that is the audience of the client's ID tokens (OpenID Connect Core §2), and its refresh tokens name it too.
 */
final class TokenKinds {
    private static final ClaimPath AUDIENCE = ClaimPath.parse(ClaimNames.AUD);

    private final Preset preset;
    private final ParameterValues values;
    private final List<ClaimCondition> rules;

    TokenKinds(Preset preset, ParameterValues values) {
        this.preset = preset;
        this.values = values;
        this.rules = Stream.concat(
                        preset.expect().proofRules().stream(),
                        Stream.ofNullable(preset.ask())
                                .flatMap(ask -> ask.calls().stream())
                                .flatMap(call -> call.acceptRules().stream()))
                .flatMap(template -> values.fill(template).stream())
                // What is no rule is refused elsewhere.
                .filter(AnswerRules::isOne)
                .map(AnswerRules::parse)
                .toList();
    }

    /** Which other tokens pass, in words; empty if they are told apart. */
    List<String> risks() {
        return isToldByAudience() || isToldByRule()
                ? List.of()
                : preset.otherKinds().stream()
                        .filter(risk -> risk.applies(values))
                        .map(Preset.Risk::risk)
                        .toList();
    }

    private boolean isToldByAudience() {
        List<String> audiences = values.fillAll(preset.expect().audiences());
        Stream<List<String>> required = Stream.concat(
                Stream.of(audiences),
                rules.stream().filter(rule -> rule.claim().equals(AUDIENCE)).map(ClaimCondition::values));
        Set<String> clients = clients();
        return required.filter(Predicate.not(List::isEmpty)).anyMatch(some -> Collections.disjoint(some, clients));
    }

    private boolean isToldByRule() {
        List<String> claims = preset.expect().kinds().claims();
        return rules.stream().anyMatch(rule -> claims.contains(rule.claim().claim()));
    }

    /** The client ids that are known from what the administrator wrote. */
    private Set<String> clients() {
        Set<String> clients = new HashSet<>(values.fillAll(preset.expect().allowedClients()));
        Stream.ofNullable(preset.ask())
                .map(AskTemplate::client)
                .filter(Objects::nonNull)
                .flatMap(client -> values.fillOne(client.id()).stream())
                .forEach(clients::add);
        List<String> places = preset.expect().clientIdClaims();
        rules.stream()
                .filter(rule -> places.contains(rule.claim().toString()))
                .flatMap(rule -> rule.values().stream())
                .forEach(clients::add);
        return clients;
    }
}
