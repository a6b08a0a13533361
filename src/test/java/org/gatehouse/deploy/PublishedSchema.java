package org.gatehouse.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.JsonParseException;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.custom.QuantityFormatException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.Map;
import java.util.Optional;

/**
 * What Kubernetes publishes as OpenAPI, in the form of the official client's types, which are made from it: they refuse members that
 * are not defined, that are missing, and that have another type. The kinds of the Gateway API and of the Prometheus Operator
 * are not Kubernetes' own; those types know what members there are, but not which must be there.
 */
final class PublishedSchema {

    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1/Namespace", V1Namespace.class,
            "v1/ServiceAccount", V1ServiceAccount.class,
            "v1/ConfigMap", V1ConfigMap.class,
            "v1/Service", V1Service.class,
            "apps/v1/Deployment", V1Deployment.class,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class,
            "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class,
            "networking.k8s.io/v1/Ingress", V1Ingress.class);

    private static final Map<String, Class<?>> KINDS_OF_OTHERS = Map.of(
            "gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class,
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class);

    private static final JsonMapper STRICT = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                /** The types would keep what they do not know; then nothing would be found. */
                @Override
                public Boolean hasAnySetter(Annotated ann) {
                    return false;
                }
            })
            .build();

    private PublishedSchema() {}

    /** What is wrong with this object, if anything is. */
    static Optional<String> objection(Manifest manifest) {
        String kind = manifest.at("/apiVersion").asText() + "/" + manifest.kind();
        try {
            if (KINDS.containsKey(kind)) {
                Object ignored = JSON.getGson().fromJson(manifest.document().toString(), KINDS.get(kind));
                return ignored == null ? Optional.of("empty") : objectionToTexts(manifest.document());
            }
            if (KINDS_OF_OTHERS.containsKey(kind)) {
                STRICT.treeToValue(manifest.document(), KINDS_OF_OTHERS.get(kind));
                return Optional.empty();
            }
            return Optional.of("nobody publishes a " + kind);
        } catch (JsonParseException | IllegalArgumentException | QuantityFormatException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (JsonProcessingException refused) {
            return Optional.of(refused.getOriginalMessage());
        }
    }

    /** The types take a number or a truth value for a text here; Kubernetes does not. */
    private static Optional<String> objectionToTexts(JsonNode document) {
        for (String name : new String[] {"labels", "annotations", "matchLabels", "data"}) {
            for (JsonNode map : document.findValues(name)) {
                for (Map.Entry<String, JsonNode> member : map.properties()) {
                    if (!member.getValue().isTextual()) {
                        return Optional.of(name + "." + member.getKey() + " is no text");
                    }
                }
            }
        }
        return Optional.empty();
    }
}
