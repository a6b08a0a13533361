package org.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proves that the other tests can fail. */
class PublishedSchemaTest {

    private static final String GOOD = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: gatehouse
              labels:
                app: gatehouse
            spec:
              replicas: 3
              selector:
                matchLabels:
                  app: gatehouse
              template:
                spec:
                  containers:
                    - name: gatehouse
                      livenessProbe:
                        httpGet:
                          path: /q/health/live
                          port: http
                      resources:
                        limits:
                          memory: 512Mi
            """;

    private static final String GOOD_ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: gatehouse
            spec:
              hostnames:
                - gatehouse.example.com
            """;

    @Test
    void whatIsRightIsAccepted() {
        assertThat(PublishedSchema.objection(Manifests.parsed(GOOD))).isEmpty();
        assertThat(PublishedSchema.objection(Manifests.parsed(GOOD_ROUTE))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "replicas, replcas",
        "livenessProbe, livenesProbe",
        "path: /q, paht: /q",
        "- name: gatehouse, - image: gatehouse",
        "replicas: 3, replicas: three",
        "port: http, port: true",
        "512Mi, 512MiB",
        "app: gatehouse, app: 7",
        "apps/v1, apps/v9",
        "selector:, selektor:",
    })
    void whatIsWrongIsNot(String right, String wrong) {
        String spoilt = GOOD.replace(right, wrong);

        assertThat(spoilt).isNotEqualTo(GOOD);
        assertThat(PublishedSchema.objection(Manifests.parsed(spoilt))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"hostnames, hostnmes", "spec:, sepc:", "HTTPRoute, HTTPRuote"})
    void whatIsWrongWithAKindOfOthersIsNotEither(String right, String wrong) {
        assertThat(PublishedSchema.objection(Manifests.parsed(GOOD_ROUTE.replace(right, wrong))))
                .isPresent();
    }
}
