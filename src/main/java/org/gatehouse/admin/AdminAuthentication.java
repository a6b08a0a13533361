package org.gatehouse.admin;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.List;

/**
 * Knows the administrator by {@code Authorization: Bearer}. Anybody else stays anonymous here, so that other mechanisms can
 * look too; what needs an administrator says so on the resource, where no spelling of a path gets around it.
 */
@Singleton
final class AdminAuthentication implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";
    private static final Principal ADMIN = () -> "admin";

    private final AdminToken token;

    AdminAuthentication(AdminToken token) {
        this.token = token;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        List<String> headers = context.request().headers().getAll("Authorization");
        if (headers.size() != 1 || !isAdministrators(headers.getFirst())) {
            return Uni.createFrom().nullItem();
        }
        SecurityIdentity admin = QuarkusSecurityIdentity.builder()
                .setPrincipal(ADMIN)
                .addRole(Admins.ROLE)
                .build();
        return Uni.createFrom().item(admin);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer realm=\"gatehouse\""));
    }

    private boolean isAdministrators(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && token.accepts(header.substring(SCHEME.length()).strip());
    }
}
