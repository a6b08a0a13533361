package org.gatehouse.forwardauth;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets a proxy ask with any method. Envoy and others ask with that of the original request, and clients of WebDAV and Subversion have
 * methods that no list here would hold. What is decided about is only what {@code X-Forwarded-Method} says.
 */
final class AnyMethod {
    private static final String PATH = "/forward-auth";

    @ServerRequestFilter(preMatching = true)
    void asGet(ContainerRequestContext context, HttpServerRequest request) {
        String path = request.path();
        if (PATH.equals(path) || (PATH + "/").equals(path)) {
            context.setMethod(HttpMethod.GET);
        }
    }
}
