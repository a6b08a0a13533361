package org.gatehouse.introspection;

import java.util.Map;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;

/** A house that trusts Microsoft Entra ID, whose metadata and keys the fake issuer serves. */
final class EntraHouse {
    static final String TENANT_A = "3f1c2b7a-5d0e-4c61-9a87-2e6b10f4d3c5";
    static final String TENANT_B = "9a0d4c11-77aa-4f0b-8a54-0f5f0a9b7e21";
    static final String UNLISTED = "11111111-2222-3333-4444-555555555555";
    static final String API = "6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942";

    private EntraHouse() {}

    /** One provider for tenants A and B. */
    static void multiTenant(House house, Object... jwks) {
        house.trustServedHere(JsonText.object("""
                {'id':'entra','kind':'entra-multitenant','parameters':{'apiClientId':'%s','allowedTenants':['%s','%s']}}
                """.formatted(API, TENANT_A, TENANT_B)));
        publish(house, "organizations", "{tenantid}", jwks);
    }

    /** One provider for tenant A. */
    static void singleTenant(House house, Object... jwks) {
        house.trustServedHere(
                JsonText.object("{'id':'entra','kind':'entra-id','parameters':{'apiClientId':'%s','tenantId':'%s'}}"
                        .formatted(API, TENANT_A)));
        publish(house, TENANT_A, TENANT_A, jwks);
    }

    private static void publish(House house, String path, String tenant, Object... jwks) {
        house.issuer.publish(jwks);
        serve(house, "/" + path + "/v2.0", "https://login.microsoftonline.com/" + tenant + "/v2.0");
        serve(house, "/" + path, "https://sts.windows.net/" + tenant + "/");
    }

    private static void serve(House house, String path, String issuer) {
        house.issuer.serve(
                path + "/.well-known/openid-configuration",
                JsonText.of(Map.of("issuer", issuer, "jwks_uri", house.issuer.url() + "/jwks")));
    }

    static Tokens tokenOfA(House house) {
        return v2(house, TENANT_A);
    }

    static Tokens v2(House house, String tenant) {
        return entra(house, "https://login.microsoftonline.com/" + tenant + "/v2.0")
                .claim("tid", tenant)
                .claim("aud", API)
                .claim("azp", "a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa");
    }

    static Tokens v1(House house, String tenant) {
        return entra(house, "https://sts.windows.net/" + tenant + "/")
                .claim("tid", tenant)
                .claim("aud", "api://" + API)
                .claim("appid", "a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa")
                .withoutClaim("preferred_username")
                .claim("upn", "alice");
    }

    private static Tokens entra(House house, String issuer) {
        return Tokens.good(issuer, TestKey.RSA, house.clock.instant())
                .header("typ", "JWT")
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .claim("scp", "issues.read");
    }
}
