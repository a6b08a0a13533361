package org.gatehouse.caller;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.cluster.CatchUp;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.rest.WhoAsked;

/**
 * Decides who is asking: HTTP Basic with the caller's id and secret ({@code client_secret_basic}). Works in memory, blocks
 * nothing and never throws. Before credentials are refused that another replica may have issued just now, it is seen whether
 * anything has changed. The reason of a refusal is for logs and metrics; every refusal is answered alike.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1">RFC 6749 §2.3.1</a>
 */
@Singleton
public final class CallerAuthentication {
    private static final String SCHEME = "Basic ";
    /** A caller, a secret or a permission may have been made at another replica just now. */
    private static final Set<Why> MAY_BE_NEWS = Set.of(Why.BAD_CREDENTIALS, Why.DISABLED);

    private final Callers callers;
    private final CatchUp changes;
    private final Duration retryAfter;

    CallerAuthentication(Callers callers, CatchUp changes, GatehouseConfig config) {
        this.callers = callers;
        this.changes = changes;
        this.retryAfter = config.introspection().retryAfter();
    }

    /** What was decided. */
    public sealed interface Result {}

    /** The caller is who it says, and enabled. */
    public record Authenticated(Caller caller) implements Result {}

    /** Nobody whom we answer. */
    public record Refused(Why why) implements Result {}

    /** It can't be said yet whether the caller is who it says. */
    public record Undetermined(Duration retryAfter) implements Result {}

    /** Why a caller was refused; never told to it. */
    public enum Why {
        /** No {@code Authorization} header. */
        MISSING,
        /** More than one. */
        REPEATED,
        /** Not HTTP Basic. */
        OTHER_SCHEME,
        /** Basic, but no id and secret in it. */
        MALFORMED,
        /** No such caller, or not its secret (any more). */
        BAD_CREDENTIALS,
        /** The right secret of a caller that is disabled. */
        DISABLED
    }

    /**
     * @param authorization the values of all {@code Authorization} headers of the request
     */
    public Uni<Result> authenticate(List<String> authorization) {
        Result known = fromMemory(authorization);
        return known instanceof Refused(Why why) && MAY_BE_NEWS.contains(why)
                ? WhoAsked.backTo(changes.ask()).map(outcome -> switch (outcome) {
                    case NOTHING_NEW, AWAY -> known;
                    case READ_ANEW -> fromMemory(authorization);
                    case LATE -> new Undetermined(retryAfter);
                })
                : Uni.createFrom().item(known);
    }

    /** What is known here, announced changes included. */
    Result fromMemory(List<String> authorization) {
        if (authorization.isEmpty()) {
            return new Refused(Why.MISSING);
        }
        if (authorization.size() > 1) {
            return new Refused(Why.REPEATED);
        }
        String value = authorization.getFirst();
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Refused(Why.OTHER_SCHEME);
        }
        return Credentials.read(value.substring(SCHEME.length()))
                .map(this::authenticate)
                .orElseGet(() -> new Refused(Why.MALFORMED));
    }

    private Result authenticate(Credentials credentials) {
        Optional<Caller> proven = callers.authenticate(credentials.id(), credentials.secret());
        if (proven.isEmpty()) {
            return new Refused(Why.BAD_CREDENTIALS);
        }
        return proven.filter(Caller::enabled)
                .<Result>map(Authenticated::new)
                .orElseGet(() -> new Refused(Why.DISABLED));
    }

    private record Credentials(String id, String secret) {

        /** RFC 7617, with both parts form-encoded before as OAuth wants it; ours look the same either way. */
        static Optional<Credentials> read(String base64) {
            try {
                String pair = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64.strip())))
                        .toString();
                int colon = pair.indexOf(':');
                if (colon < 0) {
                    return Optional.empty();
                }
                Credentials read =
                        new Credentials(decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1)));
                return Optional.of(read).filter(Credentials::isComplete);
            } catch (CharacterCodingException | IllegalArgumentException malformed) {
                return Optional.empty();
            }
        }

        private boolean isComplete() {
            return !id.isEmpty()
                    && !secret.isEmpty()
                    && id.chars().noneMatch(Character::isISOControl)
                    && secret.chars().noneMatch(Character::isISOControl);
        }

        private static String decoded(String part) {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "Credentials[" + id + "]";
        }
    }
}
