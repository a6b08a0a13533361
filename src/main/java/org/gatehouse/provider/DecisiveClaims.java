package org.gatehouse.provider;

import static org.gatehouse.token.ClaimNames.AUD;
import static org.gatehouse.token.ClaimNames.CLIENT_ID;
import static org.gatehouse.token.ClaimNames.CNF;
import static org.gatehouse.token.ClaimNames.EXP;
import static org.gatehouse.token.ClaimNames.IAT;
import static org.gatehouse.token.ClaimNames.ISS;
import static org.gatehouse.token.ClaimNames.JTI;
import static org.gatehouse.token.ClaimNames.NBF;
import static org.gatehouse.token.ClaimNames.SCOPE;
import static org.gatehouse.token.ClaimNames.SCP;
import static org.gatehouse.token.ClaimNames.SUB;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.token.ClaimPath;

/**
 * The claims that bind a token, limit it, or say what it is: those of the standards, and those that an expectation looks at. They
 * come from what is signed, or from an answer about the very token; an answer about its user (OpenID Connect Core §5.3) can't say
 * them. Groups are the user's and not among them.
 */
final class DecisiveClaims {
    /** RFC 7519 §4.1, RFC 7800 §3.1, RFC 8693 §4, RFC 9068 §2.2; {@code sub} is compared, and then left to {@link ProviderCall#adds}. */
    private static final Set<String> STANDARD = Set.of(
            ISS, AUD, EXP, NBF, IAT, JTI, SCOPE, SCP, CNF, CLIENT_ID, "azp", "cid", "appid", "active", "act",
            "may_act");

    private DecisiveClaims() {}

    static Set<String> of(Preset preset, ParameterValues values) {
        ExpectTemplate expect = preset.expect();
        Stream<ClaimCondition> conditions = Stream.of(
                        ExpectTemplate.conditions(expect.proofs(), values).stream(),
                        values.fillAll(expect.proofRules()).stream().map(AnswerRules::parse),
                        expect.refuse().stream()
                                .flatMap(refusal -> refusal.refusals(values))
                                .flatMap(refusal -> refusal.when().stream()),
                        ExpectTemplate.signs(expect.appOnly(), values).stream().flatMap(List::stream))
                .flatMap(some -> some);
        Stream<ClaimPath> places = Stream.of(expect.clientIdClaims(), values.fillAll(expect.scopeClaims()))
                .flatMap(List::stream)
                .map(ClaimPath::parse);
        Set<String> all = new HashSet<>(STANDARD);
        Stream.of(
                        Stream.concat(Stream.of(expect.rolesPath(values)), places)
                                .map(ClaimPath::claim),
                        conditions.map(ClaimCondition::claim).map(ClaimPath::claim),
                        expect.kinds().claims().stream(),
                        preset.issuers().stream().flatMap(issuer -> issuer.requiredClaims().keySet().stream()))
                .flatMap(names -> names)
                .filter(name -> !name.equals(expect.groupsPath(values).claim()))
                .forEach(all::add);
        all.remove(SUB);
        return Set.copyOf(all);
    }
}
