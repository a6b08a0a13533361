package org.gatehouse.introspection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told of an active token (RFC 7662 §2.2), as far as the token says it.
 *
 * @param username the user in the asking site, which is what this is all about
 * @param scope space-separated, however the provider wrote it
 * @param aud one text or several, as in the token
 * @param groups only for callers that may see them
 * @param provider our id of the provider that vouches for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
record ActiveResponse(
        boolean active,
        String username,
        @Nullable String sub,
        @Nullable String iss,
        @JsonProperty("client_id") @Nullable String clientId,
        @Nullable String scope,
        @Nullable Object aud,
        @Nullable Long exp,
        @Nullable Long iat,
        @Nullable Long nbf,
        @Nullable String jti,
        @JsonProperty("token_type") String tokenType,
        String provider,
        @Nullable List<String> groups) {
    private static final String BEARER = "Bearer";
    private static final ClaimPath AUD = ClaimPath.parse(ClaimNames.AUD);
    private static final List<ClaimPath> SCOPES =
            List.of(ClaimPath.parse(ClaimNames.SCOPE), ClaimPath.parse(ClaimNames.SCP));
    private static final List<String> CLIENT_IDS = List.of(ClaimNames.CLIENT_ID, "azp", "appid", "cid");

    static ActiveResponse of(Verdict.Active active, boolean showGroups) {
        ClaimSet claims = active.claims().set();
        return new ActiveResponse(
                true,
                active.username(),
                claims.string(ClaimNames.SUB).orElse(null),
                claims.string(ClaimNames.ISS).orElse(null),
                CLIENT_IDS.stream()
                        .map(claims::string)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null),
                scope(claims),
                audience(claims),
                seconds(claims, ClaimNames.EXP),
                seconds(claims, ClaimNames.IAT),
                seconds(claims, ClaimNames.NBF),
                claims.string(ClaimNames.JTI).orElse(null),
                BEARER,
                active.provider(),
                showGroups && !active.groups().isEmpty() ? active.groups() : null);
    }

    private static @Nullable String scope(ClaimSet claims) {
        return SCOPES.stream()
                .map(claims::words)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .map(words -> String.join(" ", words))
                .orElse(null);
    }

    private static @Nullable Object audience(ClaimSet claims) {
        List<String> audiences = claims.strings(AUD);
        if (audiences.isEmpty()) {
            return null;
        }
        return audiences.size() == 1 ? audiences.getFirst() : audiences;
    }

    private static @Nullable Long seconds(ClaimSet claims, String claim) {
        // Some providers write 0 for "never", which others would read as long past.
        return claims.time(claim)
                .map(Instant::getEpochSecond)
                .filter(time -> time != 0)
                .orElse(null);
    }
}
