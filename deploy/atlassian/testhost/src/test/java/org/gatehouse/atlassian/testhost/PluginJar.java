package org.gatehouse.atlassian.testhost;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/** The jar under test, as the build made it, and the one of the other flavour. */
final class PluginJar {
    static final String FLAVOUR = System.getProperty("flavour");

    private PluginJar() {}

    static File ours() {
        return of(FLAVOUR);
    }

    static File others() {
        return of(FLAVOUR.toLowerCase(Locale.ROOT).equals("javax") ? "jakarta" : "javax");
    }

    private static File of(String flavour) {
        return new File(System.getProperty("plugin.jar." + flavour));
    }

    static Manifest manifest() throws IOException {
        try (JarFile jar = new JarFile(ours())) {
            return jar.getManifest();
        }
    }

    static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(ours())) {
            return jar.stream().map(ZipEntry::getName).collect(Collectors.toList());
        }
    }

    static byte[] bytes(String entry) throws IOException {
        try (JarFile jar = new JarFile(ours())) {
            return jar.getInputStream(jar.getEntry(entry)).readAllBytes();
        }
    }
}
