package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One issuer, or one for each value of a list parameter in it. Texts may hold {@code ${parameter}}: an absent parameter leaves
 * out the whole text, a list makes one text for each of its values.
 *
 * @param discovery where its metadata is; left out, where OpenID Connect Discovery and RFC 8414 put it
 * @param discoveredIssuers what the metadata may name as issuer; left out, the issuer itself
 * @param keysOf by what its key sets differ, if it has more than one; null if it has one
 * @param jwksUri its key set, if the administrator gave one; then nothing is discovered
 */
record IssuerTemplate(
        String issuer,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> requiredClaims,
        @Nullable String discovery,
        @Nullable String discoveryQuery,
        @Nullable String discoveryQueryIf,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> discoveredIssuers,
        @Nullable KeysTemplate keysOf,
        @Nullable String jwksUri) {

    /**
     * @param claims the first of these that a token has chooses the key set, in whatever case; a token that chooses none is refused
     * @param value a list parameter, of which each value has metadata of its own
     */
    record KeysTemplate(List<String> claims, String value) {}
}
