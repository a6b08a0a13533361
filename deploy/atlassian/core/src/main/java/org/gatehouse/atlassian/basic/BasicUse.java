package org.gatehouse.atlassian.basic;

import java.util.List;
import java.util.Optional;
import org.gatehouse.atlassian.path.RequestPath;
import org.gatehouse.atlassian.policy.IpAddress;

/** One use of a password, coarse enough to be counted and to tell no more than is needed. What is not known is empty. */
public final class BasicUse {
    private static final int MAX_USERNAME = 255;
    private static final int MAX_PATH_CLASS = 100;
    private static final int MAX_CLIENT = 60;

    private final String username;
    private final String pathClass;
    private final String network;
    private final String client;

    private BasicUse(String username, String pathClass, String network, String client) {
        this.username = username;
        this.pathClass = pathClass;
        this.network = network;
        this.client = client;
    }

    /** @param username as sent; empty if it is not known */
    public static BasicUse of(String username, RequestPath path, String address, Optional<String> userAgent) {
        return new BasicUse(
                limited(username, MAX_USERNAME),
                limited(path.pathClass(), MAX_PATH_CLASS),
                IpAddress.network(address).orElse(""),
                client(userAgent.orElse("")));
    }

    /** The first product of the User-Agent, without its version. */
    private static String client(String userAgent) {
        String product = userAgent.strip().split("[/\\s(;]", 2)[0];
        return limited(product, MAX_CLIENT);
    }

    /** As much of the text as Gatehouse takes, with what it refuses replaced. */
    static String limited(String text, int length) {
        String cut = text.length() <= length ? text : text.substring(0, length);
        return cut.replaceAll("\\p{Cc}|\\p{Cs}", "?");
    }

    String username() {
        return username;
    }

    String pathClass() {
        return pathClass;
    }

    String network() {
        return network;
    }

    String client() {
        return client;
    }

    private List<String> all() {
        return List.of(username, pathClass, network, client);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BasicUse && all().equals(((BasicUse) other).all());
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
