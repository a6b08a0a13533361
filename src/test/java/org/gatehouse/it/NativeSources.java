package org.gatehouse.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** What the build hands to {@code native-image}: a jar, its libraries, and the options. */
record NativeSources(Path folder) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static NativeSources ofThisBuild() {
        return new NativeSources(Path.of(System.getProperty("gatehouse.native-sources", "target/native-sources")));
    }

    Path jar() {
        return files(folder)
                .filter(file -> file.toString().endsWith("-runner.jar"))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no jar in " + folder + ": it is made before these tests"));
    }

    List<String> libraries() {
        return files(folder.resolve("lib"))
                .map(file -> file.getFileName().toString())
                .toList();
    }

    List<String> options() {
        try {
            return List.of(Files.readString(folder.resolve("native-image.args")).split(" "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of what is in the jar, folders aside. */
    List<String> entries() {
        try (JarFile jar = new JarFile(jar().toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] entry(String name) {
        try (JarFile jar = new JarFile(jar().toFile())) {
            JarEntry entry = jar.getJarEntry(name);
            if (entry == null) {
                throw new FileNotFoundException(name + " in " + jar.getName());
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return in.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String mainClass() {
        try (JarFile jar = new JarFile(jar().toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Main-Class");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of the files that tell {@code native-image} what it can't see. */
    JsonNode metadata(String name) {
        try {
            return JSON.readTree(entry("META-INF/native-image/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
