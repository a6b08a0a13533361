package org.gatehouse.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.config.StartRefused;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds the embedded database and its secrets: nobody's but ours, and one service's at a time. The lock is the
 * operating system's, so that it ends with the process that holds it, however that ends.
 */
final class DataFolder implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static DataFolder open(Path wanted) {
        try {
            Path path = makePrivate(wanted);
            return new DataFolder(path, lock(path));
        } catch (IOException e) {
            throw new StartRefused(
                    "The data folder " + wanted.toAbsolutePath() + " can't be used (" + e
                            + "). Make it writable for this user, or name another one with GATEHOUSE_DATA_DIR.",
                    e);
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Optional<String> secret(String name) throws IOException {
        Path file = path.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** Whole or not at all, also if the machine fails meanwhile: half a key would be worse than none. */
    void keepSecret(String name, String value) throws IOException {
        Path unfinished = path.resolve(name + ".new");
        Files.deleteIfExists(unfinished);
        try (FileChannel file = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes(path, OWNER_ONLY_FILE))) {
            ByteBuffer bytes = ByteBuffer.wrap((value + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Also deletes a folder's contents; links are deleted, not followed. */
    static void delete(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(file)) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : files) {
            Files.delete(each);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StartRefused("The data folder " + path + " could not be released: " + e, e);
        }
    }

    private static Path makePrivate(Path wanted) throws IOException {
        if (!Files.isDirectory(wanted)) {
            Path absolute = wanted.toAbsolutePath();
            Path parent = absolute.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(absolute, attributes(parent, OWNER_ONLY_FOLDER));
        }
        Path path = wanted.toRealPath();
        if (!isPosix(path) || Files.getPosixFilePermissions(path).equals(OWNER_ONLY_FOLDER)) {
            return path;
        }
        // Only an empty folder is ours to close: it is a fresh volume, not somebody's /home named by mistake.
        if (!isEmpty(path)) {
            throw new StartRefused(
                    "The data folder " + path + " (GATEHOUSE_DATA_DIR) holds keys, but others than its owner"
                            + " may use it. If it is Gatehouse's, close it with: chmod 700 " + path
                            + "\nIf it isn't, name a folder of Gatehouse's own with GATEHOUSE_DATA_DIR.");
        }
        Files.setPosixFilePermissions(path, OWNER_ONLY_FOLDER);
        return path;
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new StartRefused("Another Gatehouse is using the data folder " + path
                    + ". Stop that one, or give this one a folder of its own with GATEHOUSE_DATA_DIR.");
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static FileAttribute<?>[] attributes(@Nullable Path place, Set<PosixFilePermission> permissions)
            throws IOException {
        return place != null && isPosix(place)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path place) throws IOException {
        return Files.getFileStore(place).supportsFileAttributeView("posix");
    }
}
