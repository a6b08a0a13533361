package org.gatehouse.atlassian.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A secret in a file, read again when the file has changed, so that a secret is rotated without a restart. */
public final class SecretFile {
    private final Path file;
    private FileTime modified;
    private String secret;

    SecretFile(Path file) {
        this.file = file;
    }

    /** The file's text without the white space around it. */
    public synchronized String read() throws IOException {
        FileTime now = Files.getLastModifiedTime(file);
        if (!now.equals(modified)) {
            secret = Files.readString(file, StandardCharsets.UTF_8).strip();
            modified = now;
        }
        return secret;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
