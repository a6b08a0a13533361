package org.gatehouse.atlassian.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * A secret in a file, read again when the file has changed, so that a secret is rotated without a restart.
 *
 * <p>While the file is being replaced it may be missing, empty or half written for a moment. The last secret is kept meanwhile; that a half
 * was read shows only when it is refused, see {@link #readAgain}.
 */
public final class SecretFile {
    private final Path file;
    private FileTime modified;
    private String secret = "";

    SecretFile(Path file) {
        this.file = file;
    }

    /** The file's text without the white space around it; empty if it has never held any. */
    public synchronized String read() throws IOException {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (!now.equals(modified)) {
                readText(now);
            }
        } catch (IOException e) {
            if (secret.isEmpty()) {
                throw e;
            }
        }
        return secret;
    }

    /**
     * Reads the file even if its time is the same, after this secret was refused: a half and the whole can have been written within one
     * tick.
     *
     * @return whether there is another secret now
     */
    public synchronized boolean readAgain(String refused) throws IOException {
        modified = null;
        return !read().equals(refused);
    }

    private void readText(FileTime now) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (!text.isEmpty()) {
            secret = text;
            modified = now;
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
