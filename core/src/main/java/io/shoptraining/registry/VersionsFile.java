package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code versions.json}: the highest accepted version of every identifier, derived from the metadata for outside
 * readers. It never decreases.
 *
 * <p>The lock is on a file of its own that is never replaced: a lock on the replaced file itself loses updates, since
 * two writers then lock different files of one name.
 */
final class VersionsFile {
    private static final long MAX_BYTES = 256 << 20;
    private static final int MAX_VERSION = 999_999_999;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    /** One lock per store in this process: the operating system's locks do not keep threads apart. */
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private final Path root;
    private final Path file;
    private final Supplier<Map<String, Integer>> committed;
    private volatile @Nullable Known known;

    /** @param committed the highest accepted versions according to the metadata */
    VersionsFile(Path root, Supplier<Map<String, Integer>> committed) {
        this.root = root;
        this.file = root.resolve("versions.json");
        this.committed = committed;
    }

    /** What the file says; what the metadata says where the file is missing or damaged. Writes nothing. */
    Map<String, Integer> read() throws IOException {
        Known before = known;
        Object stamp = stamp();
        if (before != null && before.stamp().equals(stamp)) {
            return before.versions();
        }
        Optional<Map<String, Integer>> found = parsed();
        if (found.isEmpty()) {
            return committed.get();
        }
        known = new Known(stamp, found.get());
        return found.get();
    }

    /** What was read last, and from which file: it is replaced as a whole, so that another one has other marks. */
    private record Known(Object stamp, Map<String, Integer> versions) {}

    private Object stamp() throws IOException {
        try {
            BasicFileAttributes marks =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return List.of(marks.lastModifiedTime(), marks.size(), String.valueOf(marks.fileKey()));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Why the file cannot be used; empty when it can. */
    Optional<String> fault() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return committed.get().isEmpty() ? Optional.empty() : Optional.of("is missing");
        }
        return parsed().isPresent() ? Optional.empty() : Optional.of("is not an object of identifiers and versions");
    }

    /** Raises every given identifier to at least the given version. */
    void raise(Map<String, Integer> atLeast) throws IOException {
        synchronized (LOCKS.computeIfAbsent(root.toRealPath(), path -> new Object())) {
            Path lockFile = root.resolve("versions.json.lock");
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                Durable.protect(lockFile);
                Optional<Map<String, Integer>> found = parsed();
                if (found.isEmpty() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    Durable.rename(file, root.resolve("versions.json.corrupt-" + TIME.format(Instant.now())));
                }
                Map<String, Integer> raised = new TreeMap<>(found.orElseGet(committed));
                atLeast.forEach((identifier, version) -> raised.merge(identifier, version, Math::max));
                if (found.isEmpty() || !raised.equals(found.get())) {
                    Failpoint.reach("versions.beforeReplace");
                    byte[] bytes = Json.writePretty(raised).getBytes(StandardCharsets.UTF_8);
                    Durable.replace(file, root.resolve(".store").resolve("versions.json.tmp"), bytes);
                }
                if (!held.isValid()) {
                    throw new IOException("the lock on " + lockFile + " was lost");
                }
            }
        }
    }

    private Optional<Map<String, Integer>> parsed() throws IOException {
        // what is no regular file is not followed, and is put aside like any other damage
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES)) {
            return Optional.empty();
        }
        Map<String, Object> json;
        try {
            json = Json.readObject(Files.readString(file));
        } catch (NoSuchFileException | CharacterCodingException | ShopTrainingException e) {
            return Optional.empty();
        }
        Map<String, Integer> versions = new TreeMap<>();
        for (Map.Entry<String, Object> entry : json.entrySet()) {
            if (!(entry.getValue() instanceof Integer version) || version < 1 || version > MAX_VERSION) {
                return Optional.empty();
            }
            versions.put(entry.getKey(), version);
        }
        return Optional.of(versions);
    }
}
