package org.gatehouse.access;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What is known of a product: the defaults of its policy, and how its users and peers show who they are to the product itself.
 *
 * @param policy says everything
 * @param scm prefixes of git over HTTP
 * @param own what the product alone can judge
 */
@RegisterForReflection
public record ProductProfile(AccessPolicyForm policy, List<String> scm, Own own) {

    public ProductProfile {
        scm = List.copyOf(scm);
    }

    /**
     * Credentials that the product issued, or decides about.
     *
     * @param cookies names of its session and remember-me cookies
     * @param schemes schemes of {@code Authorization}, in lower case
     * @param parameters names of query parameters
     * @param headers names of request headers
     */
    @RegisterForReflection
    public record Own(List<String> cookies, List<String> schemes, List<String> parameters, List<String> headers) {
        public Own {
            cookies = List.copyOf(cookies);
            schemes = List.copyOf(schemes);
            parameters = List.copyOf(parameters);
            headers = List.copyOf(headers);
        }
    }
}
