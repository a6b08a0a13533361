package org.gatehouse.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who we are at a provider. Prints its client id and method only.
 *
 * @param secret the client secret or bearer token
 * @param key for {@link Method#PRIVATE_KEY_JWT}, where it takes the secret's place
 * @param parameters of the provider that all this comes from, to say what must be corrected
 */
public record ClientCredentials(
        String clientId, String secret, Method method, Optional<ClientKey> key, List<String> parameters) {

    /** How a client proves itself (RFC 6749 §2.3.1, RFC 7523, RFC 6750). */
    public enum Method {
        CLIENT_SECRET_BASIC,
        CLIENT_SECRET_POST,
        PRIVATE_KEY_JWT,
        BEARER,
        NONE;

        /** The method by its name in the registry of RFC 7591, for example {@code client_secret_basic}. */
        static Optional<Method> named(String name) {
            return Arrays.stream(values())
                    .filter(method -> method.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst();
        }
    }

    public ClientCredentials {
        parameters = List.copyOf(parameters);
    }

    @Override
    public String toString() {
        return "ClientCredentials[" + clientId + ", " + method + "]";
    }
}
