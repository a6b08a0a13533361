package org.gatehouse.audit;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.MDC;

/**
 * Gives each request an id: the one that it came with, if it can be told from mischief, else one of our own. The answer names it,
 * and so does every line that is logged about the request, as {@code requestId}.
 */
@Singleton
final class RequestIds {
    static final String HEADER = "X-Request-Id";
    static final String MEMBER = "requestId";

    /** Before all routes that answer or log. */
    static final int FIRST = Integer.MIN_VALUE + 100;

    private static final int LONGEST = 128;

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(RequestIds::identify);
    }

    private static void identify(RoutingContext context) {
        String id = of(context.request().headers().getAll(HEADER));
        MDC.put(MEMBER, id);
        context.response().putHeader(HEADER, id);
        context.next();
    }

    static String of(List<String> headers) {
        return headers.size() == 1 && isWellFormed(headers.getFirst()) ? headers.getFirst() : made();
    }

    private static boolean isWellFormed(String id) {
        return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(RequestIds::isHarmless);
    }

    private static boolean isHarmless(int c) {
        boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return isLetter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    }

    /** To tell requests apart; nothing depends on its being hard to guess. */
    private static String made() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
