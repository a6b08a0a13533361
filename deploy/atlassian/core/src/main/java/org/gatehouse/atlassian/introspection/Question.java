package org.gatehouse.atlassian.introspection;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A token and the request it came with. Does not print the token. */
public final class Question {
    private final String token;
    private final String method;
    private final String path;
    private final Optional<String> clientIp;

    /** @param clientIp a literal address, if it is known */
    public Question(String token, String method, String path, Optional<String> clientIp) {
        this.token = token;
        this.method = method;
        this.path = path;
        this.clientIp = clientIp;
    }

    Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token);
        form.put("token_type_hint", "access_token");
        form.put("method", method);
        form.put("path", path);
        if (pathDecides()) {
            form.put("path_decides", "true");
        }
        clientIp.ifPresent(address -> form.put("client_ip", address));
        return form;
    }

    /**
     * A hash of all that the answer depends on. That is the method and the client's address, too: a read-only token is good for GET, and
     * for POST only where that reads, as git's does.
     */
    String key() {
        return hash(token + "\n" + method + "\n" + clientIp.orElse("") + "\n" + (pathDecides() ? path : ""));
    }

    /** Most requests are a GET, whose answers hold for all paths. */
    private boolean pathDecides() {
        return method.equals("POST");
    }

    String tokenHash() {
        return hash(token);
    }

    private static String hash(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return new BigInteger(1, sha256.digest(text.getBytes(StandardCharsets.UTF_8)))
                    .toString(Character.MAX_RADIX);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "Question[" + method + "]";
    }
}
