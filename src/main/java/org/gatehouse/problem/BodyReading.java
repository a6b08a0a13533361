package org.gatehouse.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where every body is read. Whatever goes wrong here is the body's fault and no fault of ours: an unknown charset, a form of one
 * {@code =}, a number or a nesting that the reader refuses. So nobody else has to know which exceptions readers have for that.
 */
@Provider
final class BodyReading implements ReaderInterceptor {
    private static final Logger LOG = Logger.getLogger(BodyReading.class);

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        try {
            return body.proceed();
        } catch (InvalidDefinitionException | WebApplicationException | Failure known) {
            // The first is about our own classes; the others say already what is wrong.
            throw known;
        } catch (JsonProcessingException json) {
            throw UnreadableJson.explain(json).map(Problem::invalid).orElseGet(() -> unreadable(json));
        } catch (IOException | RuntimeException | StackOverflowError broken) {
            throw unreadable(broken);
        }
    }

    private static Problem unreadable(Throwable why) {
        LOG.debug("a body can not be read", why);
        return Problem.invalid("The body can not be read as what its Content-Type says.");
    }
}
