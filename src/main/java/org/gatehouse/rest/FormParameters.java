package org.gatehouse.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.gatehouse.problem.OAuthError;

/** The parameters of a request that speaks OAuth ({@code application/x-www-form-urlencoded}). Prints none of them. */
public final class FormParameters {
    private final MultivaluedMap<String, String> values;

    public FormParameters(MultivaluedMap<String, String> values) {
        this.values = values;
    }

    /**
     * The one value. RFC 6749 §3.1: a parameter without a value counts as left out, and none may come twice.
     *
     * @throws OAuthError 400 if it is repeated
     */
    public Optional<String> once(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw OAuthError.invalidRequest("The parameter " + name + " may come only once.");
        }
        return given.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /**
     * The one value, which must be there.
     *
     * @throws OAuthError 400 if it is missing, empty or repeated
     */
    public String required(String name) {
        return once(name)
                .orElseThrow(() -> OAuthError.invalidRequest("The parameter " + name + " is missing or empty."));
    }
}
