package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.LoggerFactory;

class PluginJarIT {
    private static final int JAVA_11 = 55;

    @TempDir
    Path folder;

    @Test
    void theOtherFlavourDoesNotResolveHere() throws Exception {
        Framework framework = new Framework(folder, List.of(Framework.SERVLET_PACKAGES, Framework.SAL_PACKAGES));
        try {
            Bundle bundle = framework.install(PluginJar.others());

            String missing = PluginJar.FLAVOUR.equals("javax") ? "jakarta" : "javax";
            assertThatThrownBy(bundle::start)
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("osgi.wiring.package=" + missing + "." + "servlet");
            assertThat(bundle.getState()).isEqualTo(Bundle.INSTALLED);
        } finally {
            framework.stop();
        }
    }

    @Test
    void oursResolvesInAHostThatHasNoBitbucket() throws Exception {
        Framework framework = new Framework(folder, List.of(Framework.SERVLET_PACKAGES, Framework.SAL_PACKAGES));
        try {
            Bundle bundle = framework.install(PluginJar.ours());
            bundle.start();

            assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
        } finally {
            framework.stop();
        }
    }

    @Test
    void itWritesToTheProductsLogWhereThereIsOne() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        LoggerFactory.loggers(name -> new ProductsLogger(name, lines));
        Framework framework =
                new Framework(folder, List.of(Framework.SERVLET_PACKAGES, Framework.SAL_PACKAGES, Framework.LOG_PACKAGES));
        try {
            framework.install(PluginJar.ours()).start();

            assertThat(lines)
                    .containsExactly("INFO org.gatehouse.atlassian.plugin.PluginActivator: Gatehouse is not configured, or switched off: it changes nothing");
        } finally {
            framework.stop();
        }
    }

    @Test
    void theManifestMakesItATransformerlessPlugin() throws IOException {
        Attributes manifest = PluginJar.manifest().getMainAttributes();

        assertThat(manifest.getValue("Atlassian-Plugin-Key")).isEqualTo("org.gatehouse.atlassian");
        assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo("org.gatehouse.atlassian");
        assertThat(manifest.getValue("Bundle-Version")).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        assertThat(manifest.getValue("Spring-Context")).isEqualTo("*");
        assertThat(manifest.getValue("Gatehouse-Flavour")).isEqualTo(PluginJar.FLAVOUR);
        assertThat(manifest.getValue("Export-Package")).isNull();
        assertThat(manifest.getValue("Require-Capability")).isNull();
        assertThat(new String(PluginJar.bytes("atlassian-plugin.xml"), StandardCharsets.UTF_8))
                .contains("key=\"org.gatehouse.atlassian\"")
                .contains("<version>" + manifest.getValue("Bundle-Version") + "</version>");
        assertThat(PluginJar.entries()).contains("META-INF/spring/gatehouse.xml");
    }

    @Test
    void itImportsTheHostAndNothingOfAnybodyElse() throws IOException {
        List<String> imports = Arrays.stream(PluginJar.manifest().getMainAttributes().getValue("Import-Package").split(","))
                .map(clause -> clause.split(";")[0])
                .collect(Collectors.toList());

        List<String> expected = new ArrayList<>();
        for (String packages : List.of(Framework.BITBUCKET_PACKAGES, Framework.SAL_PACKAGES, Framework.SERVLET_PACKAGES)) {
            expected.addAll(List.of(packages.split(",")));
        }
        expected.add(Framework.ANNOTATION_PACKAGES);
        expected.add("javax.net.ssl");
        expected.add("org.osgi.framework");
        expected.add(Framework.LOG_PACKAGES);
        assertThat(imports).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void itHoldsOurClassesOnlyInJava11ByteCode() throws IOException {
        List<String> classes =
                PluginJar.entries().stream().filter(name -> name.endsWith(".class")).collect(Collectors.toList());

        assertThat(classes).isNotEmpty().allMatch(name -> name.startsWith("org/gatehouse/atlassian/"));
        for (String name : classes) {
            byte[] bytes = PluginJar.bytes(name);
            assertThat(bytes[6] << 8 | bytes[7]).as(name).isEqualTo(JAVA_11);
        }
    }
}
