package org.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code deploy/kubernetes}: valid, complete, and true to what the service does. The base is looked at as it is written everywhere,
 * the overlays as they are rendered where {@code kubectl} is installed.
 */
class KubernetesManifestsTest {

    private static final Path BASE = Manifests.FOLDER.resolve("base");
    private static final List<Path> OVERLAYS =
            List.of(Manifests.FOLDER.resolve("overlays/production"), Manifests.FOLDER.resolve("overlays/try"));

    private static final String GATEHOUSE = "gatehouse";
    /** The one thing that is made by hand. */
    private static final String SECRET = "gatehouse-secrets";
    /** User and group of the container image. */
    private static final int USER = 10001;
    /** The pool's ten, and one to LISTEN. */
    private static final int CONNECTIONS = 11;
    /** Its default of 100, without those for superusers. */
    private static final int CONNECTIONS_OF_POSTGRESQL = 97;

    static List<Path> files() {
        return Manifests.files();
    }

    static List<Manifests> installations() {
        List<Manifests> installations = new ArrayList<>();
        installations.add(Manifests.written(BASE));
        if (Kustomize.isInstalled()) {
            OVERLAYS.forEach(overlay -> installations.add(Manifests.rendered(overlay)));
        }
        return installations;
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileHoldsWhatIsPublished(Path file) {
        assertThat(Manifests.in(file)).isNotEmpty().allSatisfy(manifest -> assertThat(
                        PublishedSchema.objection(manifest))
                .as(manifest.toString())
                .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("installations")
    void everyObjectIsWhatIsPublished(Manifests manifests) {
        assertThat(manifests.all()).isNotEmpty().allSatisfy(manifest -> assertThat(PublishedSchema.objection(manifest))
                .as(manifest.toString())
                .isEmpty());
    }

    /** As the README says: a copy beside production, with what is commented out there. */
    @Test
    void aCopyOfProductionCanHaveTheComponentsAndTheirPatches(@TempDir Path folder) throws IOException {
        assumeThat(Kustomize.isInstalled()).as("a kubectl with Kustomize 5").isTrue();
        Path copy = copyOfAll(folder).resolve("overlays/production");
        Path kustomization = copy.resolve("kustomization.yaml");
        Files.writeString(
                kustomization,
                Files.readString(kustomization)
                        .replaceAll("(?m)^# ((?:components|patches):|  .*)$", "$1")
                        .replace("  - ingress.yaml\n", "")
                        .replace("name: public\n", "name: ours\n")
                        .replace("- gatehouse.example.com", "- tokens.example.org"));

        Manifests manifests = Manifests.rendered(copy);

        assertThat(manifests.all()).allSatisfy(manifest -> assertThat(PublishedSchema.objection(manifest))
                .as(manifest.toString())
                .isEmpty());
        assertThat(manifests.of("Ingress")).isEmpty();
        Manifest route = manifests.one("HTTPRoute", GATEHOUSE);
        assertThat(route.at("/spec/parentRefs/0/name").asText()).isEqualTo("ours");
        assertThat(route.at("/spec/hostnames").toString()).isEqualTo("[\"tokens.example.org\"]");
        for (String kind : List.of("ServiceMonitor", "PrometheusRule")) {
            assertThat(manifests
                            .one(kind, GATEHOUSE)
                            .at("/metadata/labels/release")
                            .asText())
                    .isEqualTo("monitoring");
        }
    }

    private static Path copyOfAll(Path folder) throws IOException {
        Path copy = folder.resolve("kubernetes");
        try (Stream<Path> all = Files.walk(Manifests.FOLDER)) {
            for (Path each : all.toList()) {
                Files.copy(each, copy.resolve(Manifests.FOLDER.relativize(each)));
            }
        }
        return copy;
    }

    @Test
    void theOperatorGetsTheAlertsThatAreTested() throws IOException {
        JsonNode ours = Manifests.in(Manifests.FOLDER.resolve("components/prometheus-operator/prometheusrule.yaml"))
                .getFirst()
                .at("/spec");

        assertThat(ours).isEqualTo(Manifests.parsed(PrometheusRules.text()).document());
    }

    @ParameterizedTest
    @MethodSource("installations")
    void postgresqlHasConnectionsForAsManyAsThereCanBe(Manifests manifests) {
        int surge = manifests
                .one("Deployment", GATEHOUSE)
                .at("/spec/strategy/rollingUpdate/maxSurge")
                .asInt();

        assertThat(manifests.of("HorizontalPodAutoscaler"))
                .allSatisfy(scaler -> assertThat((scaler.at("/spec/maxReplicas").asInt() + surge) * CONNECTIONS)
                        .isLessThanOrEqualTo(CONNECTIONS_OF_POSTGRESQL));
    }

    @Test
    void overlaysAreRenderedWhereKubectlIsInstalled() {
        assumeThat(Kustomize.isInstalled()).as("a kubectl with Kustomize 5").isTrue();

        Manifests production = Manifests.rendered(OVERLAYS.getFirst());

        assertThat(image(production)).doesNotStartWith("gatehouse:");
        assertThat(image(Manifests.written(BASE))).isEqualTo("gatehouse:native");
        assertThat(production.of("Ingress")).hasSize(1);
        assertThat(settings(production)).containsEntry("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
    }

    @ParameterizedTest
    @MethodSource("installations")
    void noManifestHoldsASecret(Manifests manifests) {
        assertThat(manifests.of("Secret")).isEmpty();
        assertThat(manifests.of("ConfigMap"))
                .allSatisfy(map -> assertThat(Manifest.texts(map.at("/data")).keySet())
                        .noneMatch(KubernetesManifestsTest::namesASecret));
        assertThat(containers(manifests)).allSatisfy(container -> assertThat(Manifest.elements(container.path("env"))
                        .map(variable -> variable.path("name").asText()))
                .noneMatch(KubernetesManifestsTest::namesASecret));
    }

    private static boolean namesASecret(String variable) {
        return variable.matches(".*(PASSWORD|TOKEN|KEYS?|SECRET)");
    }

    @ParameterizedTest
    @MethodSource("installations")
    void secretsAreFilesOfTheMountedSecret(Manifests manifests) {
        Manifest deployment = manifests.one("Deployment", GATEHOUSE);

        Map<String, String> variables = variables(deployment.containers().getFirst());

        assertThat(variables)
                .containsOnly(
                        Map.entry("GATEHOUSE_ADMIN_TOKEN_FILE", "/run/secrets/gatehouse/admin-token"),
                        Map.entry("GATEHOUSE_ENCRYPTION_KEY_FILE", "/run/secrets/gatehouse/encryption-key"),
                        Map.entry("QUARKUS_DATASOURCE_PASSWORD_FILE", "/run/secrets/gatehouse/database-password"));
        assertThat(mountedAt(deployment, "/run/secrets/gatehouse")
                        .at("/secret/secretName")
                        .asText())
                .isEqualTo(SECRET);
    }

    /** The profile "restricted" of the Pod Security Standards, and a file system that can't be written. */
    @ParameterizedTest
    @MethodSource("installations")
    void everyPodIsRestricted(Manifests manifests) {
        assertThat(manifests.of("Namespace")).singleElement().satisfies(namespace -> assertThat(
                        Manifest.texts(namespace.at("/metadata/labels")))
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted"));
        assertThat(manifests.workloads()).isNotEmpty().allSatisfy(workload -> {
            JsonNode pod = workload.pod();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.fieldNames()).toIterable().doesNotContain("hostNetwork", "hostPID", "hostIPC");
            assertThat(Manifest.elements(pod.path("volumes")))
                    .allMatch(volume -> volume.has("secret") || volume.has("emptyDir"));
        });
        assertThat(containers(manifests)).isNotEmpty().allSatisfy(container -> {
            JsonNode security = container.path("securityContext");
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.path("capabilities").toString()).isEqualTo("{\"drop\":[\"ALL\"]}");
            assertThat(security.fieldNames()).toIterable().doesNotContain("privileged", "runAsUser", "seccompProfile");
            assertThat(container.path("ports").findValues("hostPort")).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("installations")
    void gatehouseRunsAsTheUserOfItsImageAndWritesToTmpOnly(Manifests manifests) {
        Manifest deployment = manifests.one("Deployment", GATEHOUSE);
        JsonNode security = deployment.pod().path("securityContext");

        assertThat(security.path("runAsUser").asInt()).isEqualTo(USER);
        assertThat(security.path("runAsGroup").asInt()).isEqualTo(USER);
        assertThat(security.path("fsGroup").asInt()).isEqualTo(USER);
        assertThat(mountedAt(deployment, "/tmp").has("emptyDir")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void everySelectorFindsPods(Manifests manifests) {
        List<Map<String, String>> pods =
                manifests.workloads().map(Manifest::podLabels).toList();

        assertThat(selectors(manifests)).isNotEmpty().allSatisfy(selector -> assertThat(pods)
                .as(selector.toString())
                .anyMatch(labels -> labels.entrySet().containsAll(selector.entrySet())));
        assertThat(manifests.workloads()).allSatisfy(workload -> assertThat(workload.podLabels())
                .containsAllEntriesOf(Manifest.texts(workload.at("/spec/selector/matchLabels"))));
    }

    private static List<Map<String, String>> selectors(Manifests manifests) {
        Stream<JsonNode> services = manifests.of("Service").map(service -> service.at("/spec/selector"));
        Stream<JsonNode> budgets =
                manifests.of("PodDisruptionBudget").map(budget -> budget.at("/spec/selector/matchLabels"));
        Stream<JsonNode> policies =
                manifests.of("NetworkPolicy").map(policy -> policy.at("/spec/podSelector/matchLabels"));
        Stream<JsonNode> spreads = manifests
                .workloads()
                .flatMap(workload -> Manifest.elements(workload.pod().path("topologySpreadConstraints")))
                .map(spread -> spread.at("/labelSelector/matchLabels"));
        return Stream.of(services, budgets, policies, spreads)
                .flatMap(found -> found)
                .map(Manifest::texts)
                // Of the policy for everybody.
                .filter(Predicate.not(Map::isEmpty))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void whatIsReferredToIsThere(Manifests manifests) {
        assertThat(manifests.workloads()).allSatisfy(workload -> {
            manifests.one(
                    "ServiceAccount", workload.pod().path("serviceAccountName").asText());
            assertThat(workload.pod().findValuesAsText("secretName")).containsOnly(SECRET);
        });
        containers(manifests)
                .flatMap(container -> Manifest.elements(container.path("envFrom")))
                .forEach(source -> manifests.one(
                        "ConfigMap", source.at("/configMapRef/name").asText()));
        manifests
                .of("HorizontalPodAutoscaler")
                .map(scaler -> scaler.at("/spec/scaleTargetRef"))
                .forEach(target -> manifests.one(
                        target.path("kind").asText(), target.path("name").asText()));
        assertThat(manifests.of("Ingress").flatMap(ingress -> ingress.document().findValues("service").stream()))
                .allSatisfy(backend -> assertThat(manifests
                                .one("Service", backend.path("name").asText())
                                .at("/spec/ports")
                                .findValuesAsText("name"))
                        .contains(backend.at("/port/name").asText()));
        assertThat(manifests.of("Service").flatMap(service -> Manifest.elements(service.at("/spec/ports"))))
                .allSatisfy(port -> assertThat(
                                containers(manifests).flatMap(container -> Manifest.elements(container.path("ports"))))
                        .anyMatch(open -> open.path("name").equals(port.path("targetPort"))
                                && open.path("containerPort").equals(port.path("port"))));
        assertThat(manifests.all()).allMatch(manifest -> Set.of("", GATEHOUSE)
                .contains(manifest.at("/metadata/namespace").asText()));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void probesAskWhatTheServiceAnswers(Manifests manifests) {
        JsonNode container = manifests.one("Deployment", GATEHOUSE).containers().getFirst();

        assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(8080);
        assertThat(container.at("/ports/0/name").asText()).isEqualTo("http");
        assertProbe(container.path("startupProbe"), "/q/health/live");
        assertProbe(container.path("livenessProbe"), "/q/health/live");
        assertProbe(container.path("readinessProbe"), "/q/health/ready");
    }

    private static void assertProbe(JsonNode probe, String path) {
        assertThat(probe.at("/httpGet/path").asText()).isEqualTo(path);
        assertThat(probe.at("/httpGet/port").asText()).isEqualTo("http");
    }

    @ParameterizedTest
    @MethodSource("installations")
    void aReplicaHasTheTimeToFinish(Manifests manifests) {
        Map<String, String> settings = settings(manifests);
        Duration needed =
                seconds(settings, "QUARKUS_SHUTDOWN_DELAY").plus(seconds(settings, "QUARKUS_SHUTDOWN_TIMEOUT"));

        assertThat(Duration.ofSeconds(manifests
                        .one("Deployment", GATEHOUSE)
                        .pod()
                        .path("terminationGracePeriodSeconds")
                        .asInt()))
                .isGreaterThan(needed);
    }

    private static Duration seconds(Map<String, String> settings, String name) {
        return Duration.parse("PT" + settings.get(name));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void aNewVersionTakesNoReplicaAwayBeforeItHasOne(Manifests manifests) {
        JsonNode update = manifests.one("Deployment", GATEHOUSE).at("/spec/strategy/rollingUpdate");

        assertThat(update.path("maxUnavailable").asInt(-1)).isZero();
        assertThat(update.path("maxSurge").asInt()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void aDrainedNodeLeavesReplicasAndCanBeDrained(Manifests manifests) {
        assertThat(manifests.of("PodDisruptionBudget"))
                .allSatisfy(budget -> assertThat(budget.at("/spec/minAvailable").asInt())
                        .isPositive()
                        .isLessThan(manifests
                                .one("HorizontalPodAutoscaler", GATEHOUSE)
                                .at("/spec/minReplicas")
                                .asInt()));
        // Both would set the number of replicas.
        assertThat(manifests.of("HorizontalPodAutoscaler").findAny().isPresent())
                .isNotEqualTo(manifests.one("Deployment", GATEHOUSE).at("/spec").has("replicas"));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void nobodyIsLetInButWhoIsNamedAndOnlyToThePort(Manifests manifests) {
        JsonNode everybody = manifests.one("NetworkPolicy", "default-deny").at("/spec");
        JsonNode own = manifests.one("NetworkPolicy", GATEHOUSE).at("/spec");

        assertThat(everybody.toString()).isEqualTo("{\"podSelector\":{},\"policyTypes\":[\"Ingress\",\"Egress\"]}");
        assertThat(Manifest.elements(own.path("ingress"))).isNotEmpty().allSatisfy(rule -> {
            assertThat(Manifest.elements(rule.path("from")))
                    .isNotEmpty()
                    .allMatch(from -> from.at("/namespaceSelector/matchLabels").size() > 0);
            assertThat(rule.path("ports").findValuesAsText("port")).containsExactly("8080");
        });
        assertThat(own.path("egress").findValuesAsText("port")).containsExactly("53", "53", "5432", "443");
    }

    /** Not /forward-auth: an Ingress or Gateway between it and a site's proxy would put its own words in place of the proxy's. */
    @Test
    void onlyWhatCallersAskIsPublished() {
        Stream<Manifest> routes = files().stream()
                .flatMap(file -> Manifests.in(file).stream())
                .filter(manifest -> Set.of("Ingress", "HTTPRoute").contains(manifest.kind()));

        assertThat(routes).hasSize(2).allSatisfy(route -> assertThat(published(route))
                .containsExactlyInAnyOrder(
                        "Exact /introspect",
                        "Exact /access-policy",
                        "Exact /jwks",
                        // ingress-nginx refuses an Ingress with a dot in an Exact or Prefix path.
                        (route.kind().equals("Ingress") ? "ImplementationSpecific" : "Exact")
                                + " /.well-known/oauth-authorization-server",
                        "Exact /api/v1/site-reports",
                        "Exact /api/v1/tokens/revoke"));
    }

    private static List<String> published(Manifest route) {
        return Manifest.elements(route.at("/spec/rules"))
                .flatMap(rule -> route.kind().equals("Ingress") ? ingressPaths(rule) : routePaths(rule))
                .toList();
    }

    private static Stream<String> ingressPaths(JsonNode rule) {
        return Manifest.elements(rule.at("/http/paths"))
                .map(path ->
                        path.path("pathType").asText() + " " + path.path("path").asText());
    }

    private static Stream<String> routePaths(JsonNode rule) {
        return Manifest.elements(rule.path("matches"))
                .map(match -> match.at("/path/type").asText() + " "
                        + match.at("/path/value").asText());
    }

    private static Stream<JsonNode> containers(Manifests manifests) {
        return manifests.workloads().flatMap(workload -> workload.containers().stream());
    }

    private static Map<String, String> variables(JsonNode container) {
        Map<String, String> variables = new java.util.TreeMap<>();
        Manifest.elements(container.path("env"))
                .forEach(variable -> variables.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return variables;
    }

    private static JsonNode mountedAt(Manifest workload, String path) {
        String volume = Manifest.elements(workload.containers().getFirst().path("volumeMounts"))
                .filter(mount -> mount.path("mountPath").asText().equals(path))
                .map(mount -> mount.path("name").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is mounted at " + path));
        return Manifest.elements(workload.pod().path("volumes"))
                .filter(candidate -> candidate.path("name").asText().equals(volume))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume " + volume));
    }

    private static Map<String, String> settings(Manifests manifests) {
        return manifests
                .of("ConfigMap")
                .map(map -> Manifest.texts(map.at("/data")))
                .findFirst()
                .orElseThrow();
    }

    private static String image(Manifests manifests) {
        return manifests
                .one("Deployment", GATEHOUSE)
                .containers()
                .getFirst()
                .path("image")
                .asText();
    }
}
