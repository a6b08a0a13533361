package org.gatehouse.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Settings that may be given by the name of a file that holds them, as container platforms mount secrets: {@code X_FILE} in place
 * of {@code X}, for each {@code X} of a fixed list. The value is the file's text without its last newline.
 *
 * @param values by property, what the files hold
 * @param problems what is wrong with the files that can't be read; names variable and path, never a content
 */
record SecretFiles(Map<String, String> values, List<String> problems) {

    /** Those that hold a secret, and what is commonly kept with the database's. A rule ("…_FILE") would catch Quarkus' own names. */
    static final List<String> SETTINGS = List.of(
            "gatehouse.admin.token",
            "gatehouse.encryption-key",
            "gatehouse.previous-encryption-keys",
            "quarkus.datasource.jdbc.url",
            "quarkus.datasource.username",
            "quarkus.datasource.password",
            "quarkus.tls.key-store.p12.password",
            "quarkus.tls.key-store.jks.password",
            "quarkus.tls.trust-store.p12.password",
            "quarkus.tls.trust-store.jks.password",
            "quarkus.otel.exporter.otlp.headers");

    static final int LARGEST = 64 * 1024;

    SecretFiles {
        values = Map.copyOf(values);
        problems = List.copyOf(problems);
    }

    /** The setting that names the file; {@code X_FILE} in the environment. */
    static String fileSetting(String setting) {
        return setting + "-file";
    }

    /** Reads all that are named by what was set otherwise. */
    static SecretFiles read(Function<String, Optional<String>> given) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (String setting : SETTINGS) {
            given.apply(fileSetting(setting)).ifPresent(path -> {
                try {
                    values.put(setting, content(path));
                } catch (Unusable e) {
                    problems.add("%s names the file %s, which %s."
                            .formatted(SettingName.inEnvironment(fileSetting(setting)), path, e.getMessage()));
                }
            });
        }
        return new SecretFiles(values, problems);
    }

    private static String content(String path) throws Unusable {
        String text = text(bytes(path));
        String value = text.endsWith("\n") ? text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1)) : text;
        if (value.isEmpty()) {
            throw new Unusable("is empty");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new Unusable("has more than one line, or a control character");
        }
        return value;
    }

    /** Of a file in earnest only: it is read more than once, which a pipe would not survive. */
    private static byte[] bytes(String path) throws Unusable {
        try {
            Path file = Path.of(path);
            if (!Files.exists(file)) {
                throw new Unusable("does not exist");
            }
            if (!Files.isRegularFile(file)) {
                throw new Unusable("is no ordinary file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    throw new Unusable("has more than " + LARGEST + " bytes");
                }
                return bytes;
            }
        } catch (InvalidPathException e) {
            throw new Unusable("no file can be called");
        } catch (IOException e) {
            throw new Unusable("can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static String text(byte[] bytes) throws Unusable {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unusable("is not UTF-8");
        }
    }

    /** Says no value. */
    @Override
    public String toString() {
        return "SecretFiles" + values.keySet();
    }

    /** Why a file gives no value, to be continued from "which". */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String why) {
            super(why);
        }
    }
}
