package org.gatehouse.check;

import java.util.List;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.provider.TokenForms;

/** A Keycloak that is asked by introspection, as if it issued opaque tokens as well. */
final class AskedProvider {
    static final String INTROSPECT = "sso.harbourlight.example/realms/staff/protocol/openid-connect/token/introspect";

    private AskedProvider() {}

    static Provider with(TokenForms forms, String... callPrefixes) {
        return with("kc", forms, callPrefixes);
    }

    static Provider with(String id, TokenForms forms, String... callPrefixes) {
        return with(id, forms, forms.taken() ? AskRules.Jwts.NEVER : AskRules.Jwts.AFTER_KEYS, callPrefixes);
    }

    /** One that issues tokens of both shapes, and is asked about both. */
    static Provider ofBothShapes(TokenForms forms) {
        return with("kc", forms, AskRules.Jwts.AFTER_KEYS);
    }

    private static Provider with(String id, TokenForms forms, AskRules.Jwts jwts, String... callPrefixes) {
        Provider keycloak = TestProviders.read(JsonText.object("""
                {'id':'%s','kind':'keycloak','parameters':{'baseUrl':'https://sso.harbourlight.example','realm':'staff',
                 'audience':'issues-api','clientId':'jira','clientSecret':'s3cret-of-ours','alsoAsk':'introspection'}}
                """.formatted(id)), 1);
        return new Provider(
                keycloak.id(),
                keycloak.kind(),
                keycloak.version(),
                keycloak.jwt(),
                keycloak.ask().map(rules -> onlyFor(List.of(callPrefixes), rules, jwts)),
                keycloak.groups(),
                forms,
                keycloak.expectation(),
                keycloak.mapping(),
                keycloak.addresses(),
                keycloak.risks());
    }

    static ProviderCall call(Provider provider) {
        return provider.ask().orElseThrow().calls().getFirst();
    }

    private static AskRules onlyFor(List<String> prefixes, AskRules rules, AskRules.Jwts jwts) {
        ProviderCall call = rules.calls().getFirst();
        ProviderCall prefixed = new ProviderCall(
                call.name(),
                call.method(),
                call.url(),
                call.as(),
                call.headers(),
                call.query(),
                call.form(),
                call.json(),
                prefixes,
                List.of(),
                call.meanings(),
                call.accept(),
                call.all(),
                call.perToken(),
                call.claims(),
                call.tokenClaims(),
                call.profile());
        return new AskRules(List.of(prefixed), jwts, rules.client(), rules.network());
    }
}
