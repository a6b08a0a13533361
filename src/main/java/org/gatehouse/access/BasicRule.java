package org.gatehouse.access;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.outbound.Cidr;

/**
 * What becomes of a request that comes with a username and a password.
 *
 * @param share of the users, in percent, that {@link Stage#REFUSE} refuses
 * @param users who is refused whatever the share
 */
public record BasicRule(
        Stage stage,
        int share,
        Set<String> users,
        Scm scm,
        Set<String> exceptUsers,
        List<String> exceptPaths,
        List<Cidr> exceptNetworks) {
    private static final int PERCENT = 100;

    public BasicRule {
        users = Set.copyOf(users);
        exceptUsers = Set.copyOf(exceptUsers);
        exceptPaths = List.copyOf(exceptPaths);
        exceptNetworks = List.copyOf(exceptNetworks);
    }

    BasicRule(
            Stage stage,
            int share,
            List<String> users,
            Scm scm,
            List<String> exceptUsers,
            List<String> exceptPaths,
            List<Cidr> exceptNetworks) {
        this(stage, share, lowerCase(users), scm, lowerCase(exceptUsers), exceptPaths, exceptNetworks);
    }

    /** What to do. */
    public enum Outcome {
        PASS,
        PASS_AND_COUNT,
        WARN_AND_COUNT,
        REFUSE_AND_COUNT,
        REFUSE
    }

    /**
     * Decides about Basic on a protected path.
     *
     * @param username as sent; empty if it is not known, as with a form that nobody read: refused only where everybody is
     * @param path below the context root
     */
    Outcome decide(String username, RequestPath path, AccessPolicy policy, Optional<InetAddress> client) {
        return switch (stage) {
            case ALLOW -> Outcome.PASS;
            case REPORT -> Outcome.PASS_AND_COUNT;
            case WARN -> Outcome.WARN_AND_COUNT;
            case REFUSE ->
                isRefused(username.toLowerCase(Locale.ROOT), path, policy, client)
                        ? Outcome.REFUSE_AND_COUNT
                        : Outcome.WARN_AND_COUNT;
        };
    }

    /** Whether git's own switch refuses a password. */
    boolean refusesGit(String username, RequestPath path, AccessPolicy policy, Optional<InetAddress> client) {
        return scm == Scm.REFUSE && !isException(username.toLowerCase(Locale.ROOT), path, policy, client);
    }

    private boolean isRefused(String username, RequestPath path, AccessPolicy policy, Optional<InetAddress> client) {
        boolean isListed =
                users.contains(username) || (username.isEmpty() ? share == PERCENT : percentile(username) < share);
        return isListed && !isException(username, path, policy, client);
    }

    private boolean isException(String username, RequestPath path, AccessPolicy policy, Optional<InetAddress> client) {
        return exceptUsers.contains(username)
                || policy.isExempted(path, exceptPaths)
                || client.filter(address -> exceptNetworks.stream().anyMatch(range -> range.contains(address)))
                        .isPresent();
    }

    /**
     * Where a user stands among all, 0 to 99: the first four bytes of the SHA-256 of the lower-cased name in UTF-8, as an unsigned
     * number, modulo 100. The plugin computes the same, so that nobody is refused at one door and let in at the other.
     */
    static int percentile(String lowerCasedUsername) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(lowerCasedUsername.getBytes(StandardCharsets.UTF_8));
            return (int) (Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) % PERCENT);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Set<String> lowerCase(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
