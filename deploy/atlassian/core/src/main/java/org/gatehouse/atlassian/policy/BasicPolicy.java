package org.gatehouse.atlassian.policy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.atlassian.json.JsonException;
import org.gatehouse.atlassian.json.JsonObject;
import org.gatehouse.atlassian.path.RequestPath;

/** How far Basic authentication is retired, and who is excepted. */
public final class BasicPolicy {
    /** The stages of retirement, in their order. */
    public enum Stage {
        ALLOW,
        REPORT,
        WARN,
        REFUSE
    }

    /** Git over HTTP. */
    public enum Scm {
        ALLOW,
        REFUSE
    }

    /** Where Bitbucket serves git. */
    public static final String SCM_PATH = "/scm/";

    private final Stage stage;
    private final long share;
    private final Set<String> users;
    private final Scm scm;
    private final Set<String> exceptUsers;
    private final List<String> exceptPaths;
    private final List<NetworkRange> exceptNetworks;

    private BasicPolicy(JsonObject json) throws JsonException {
        stage = AccessPolicy.choice(Stage.class, json, "stage", Stage.ALLOW);
        share = json.integer("share").orElse(100L);
        users = lowerCase(json.strings("users"));
        scm = AccessPolicy.choice(Scm.class, json, "scm", Scm.ALLOW);
        JsonObject except = json.object("except");
        exceptUsers = lowerCase(except.strings("users"));
        exceptPaths = AccessPolicy.prefixes(except.strings("paths"));
        exceptNetworks = new ArrayList<>();
        for (String cidr : except.strings("networks")) {
            exceptNetworks.add(NetworkRange.parse(cidr).orElseThrow(() -> new JsonException("networks has no range")));
        }
    }

    static BasicPolicy of(JsonObject json) throws JsonException {
        return new BasicPolicy(json);
    }

    /** Whether passwords have to be looked for at all. */
    public boolean isWatching() {
        return stage != Stage.ALLOW || scm != Scm.ALLOW;
    }

    public Stage stage() {
        return stage;
    }

    /**
     * What is done about one use of a password. A path that only may be git's is judged by both switches: it may be served as REST.
     *
     * @param username as sent; empty if it can't be known, which only a refusal of everybody refuses
     * @param address where the request comes from
     */
    public Stage judge(String username, RequestPath path, String address) {
        String name = username.toLowerCase(Locale.ROOT);
        if (path.mayBeUnder(SCM_PATH) && scm == Scm.REFUSE && !isExcepted(name, path, address)) {
            return Stage.REFUSE;
        }
        if (path.isPlainlyUnder(SCM_PATH)) {
            return Stage.ALLOW;
        }
        switch (stage) {
            case REPORT:
                return Stage.REPORT;
            case WARN:
                return Stage.WARN;
            case REFUSE:
                return isRefused(name) && !isExcepted(name, path, address) ? Stage.REFUSE : Stage.WARN;
            default:
                return Stage.ALLOW;
        }
    }

    private boolean isRefused(String name) {
        return users.contains(name) || (name.isEmpty() ? share >= 100 : bucket(name) < share);
    }

    private boolean isExcepted(String name, RequestPath path, String address) {
        return (!name.isEmpty() && exceptUsers.contains(name))
                || exceptPaths.stream().anyMatch(path::isPlainlyUnder)
                || exceptNetworks.stream().anyMatch(range -> range.contains(address));
    }

    /** A number from 0 to 99 that is always the same for a user: the first 32 bits of the name's SHA-256, modulo 100. */
    static int bucket(String lowerCaseName) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(lowerCaseName.getBytes(StandardCharsets.UTF_8));
            return Integer.remainderUnsigned(ByteBuffer.wrap(hash).getInt(), 100);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> lowerCase(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
