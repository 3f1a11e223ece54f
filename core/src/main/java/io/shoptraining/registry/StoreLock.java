package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a store, held by one process at a time. The operating system drops it when the process ends,
 * however it ends, so there is never a stale lock to remove.
 */
public final class StoreLock implements AutoCloseable {
    /**
     * Stores that this process has locked. POSIX drops a process's lock when <em>any</em> descriptor of the file is
     * closed, so a second attempt must be refused before it opens the file.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final StoreLayout layout;
    private final FileChannel channel;
    private StoreState state;

    private StoreLock(StoreLayout layout, FileChannel channel, StoreState state) {
        this.layout = layout;
        this.channel = channel;
        this.state = state;
    }

    /**
     * Who holds a store.
     *
     * @param started when that process began, to tell it from a later one with the same number; empty if unknown
     * @param since ISO-8601
     * @param purpose what it holds it for, in a few words
     * @param address where it listens for other programs, {@code http://127.0.0.1:8000}; null when it does not
     */
    public record Holder(
            long pid,
            String host,
            String started,
            String since,
            String purpose,
            @Nullable String address) {
        boolean isAlive() {
            return !host.equals(localHost())
                    || ProcessHandle.of(pid)
                            .filter(process -> started.isEmpty() || started.equals(startOf(process)))
                            .isPresent();
        }
    }

    /** {@code STORE.json}. The epoch counts how often the store was taken. */
    private record StoreState(
            String storeId,
            String format,
            long epoch,
            @Nullable Holder holder) {}

    /**
     * Takes the store.
     *
     * @param purpose for the message that another process gets meanwhile, such as {@code server}
     * @throws ShopTrainingException {@link ErrorCode#STORE_IN_USE} when another process, or another part of this one,
     *     has it
     */
    public static StoreLock acquire(Path savedModels, String purpose) {
        try {
            new StoreLayout(savedModels).create();
            StoreLayout layout = new StoreLayout(savedModels.toRealPath());
            synchronized (HELD) {
                if (!HELD.add(layout.root())) {
                    throw inUse(layout);
                }
            }
            StoreLock lock = null;
            try {
                lock = lock(layout, purpose);
                return lock;
            } finally {
                if (lock == null) {
                    release(layout);
                }
            }
        } catch (IOException e) {
            throw ShopTrainingException.io("the store " + savedModels, e);
        }
    }

    private static StoreLock lock(StoreLayout layout, String purpose) throws IOException {
        FileChannel channel = FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean done = false;
        try {
            Durable.protect(layout.lock());
            FileLock held = channel.tryLock();
            if (held == null) {
                throw inUse(layout);
            }
            StoreState before = read(layout)
                    .orElseGet(() -> new StoreState(UUID.randomUUID().toString(), ModelMetadata.FORMAT, 0, null));
            ProcessHandle self = ProcessHandle.current();
            Holder holder = new Holder(
                    self.pid(), localHost(), startOf(self), Instant.now().toString(), purpose, null);
            StoreState state = new StoreState(before.storeId(), before.format(), before.epoch() + 1, holder);
            write(layout, state);
            done = true;
            return new StoreLock(layout, channel, state);
        } catch (OverlappingFileLockException e) {
            throw inUse(layout);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    /** Who has the store now; empty when nobody has. Opens no lock file, so that it disturbs no lock. */
    public static Optional<Holder> holder(Path savedModels) {
        return read(new StoreLayout(savedModels))
                .flatMap(state -> Optional.ofNullable(state.holder()))
                .filter(Holder::isAlive);
    }

    /** What tells the lock file from any other that takes its name; empty when there is none, or no telling. */
    static Optional<Object> key(StoreLayout layout) {
        try {
            return Optional.ofNullable(Files.readAttributes(layout.lock(), BasicFileAttributes.class)
                    .fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A lock file that was deleted or replaced no longer keeps others out: who takes the new one holds the store as well.
     *
     * @param before the {@link #key} when the store was opened
     */
    static void requireSame(StoreLayout layout, Optional<Object> before) {
        if (before.isPresent() && !before.equals(key(layout))) {
            throw new ShopTrainingException(
                    ErrorCode.STORE_IN_USE,
                    "the lock file of the store " + layout.root()
                            + " was deleted or replaced, so that another program may hold the store; stop this one");
        }
    }

    /** Tells other programs where they reach the holder. */
    public synchronized void announce(String address) {
        Holder holder = Objects.requireNonNull(state.holder());
        StoreState announced = new StoreState(
                state.storeId(),
                state.format(),
                state.epoch(),
                new Holder(holder.pid(), holder.host(), holder.started(), holder.since(), holder.purpose(), address));
        try {
            write(layout, announced);
            state = announced;
        } catch (IOException e) {
            throw ShopTrainingException.io("the store " + layout.root(), e);
        }
    }

    /** The own name of a store; empty when it was never taken. */
    public static Optional<String> storeId(Path savedModels) {
        return read(new StoreLayout(savedModels)).map(StoreState::storeId);
    }

    /** Gives the store back. */
    @Override
    public synchronized void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            write(layout, new StoreState(state.storeId(), state.format(), state.epoch(), null));
        } catch (IOException e) {
            throw ShopTrainingException.io("the store " + layout.root(), e);
        } finally {
            release(layout);
        }
    }

    private static void release(StoreLayout layout) {
        synchronized (HELD) {
            HELD.remove(layout.root());
        }
    }

    private static ShopTrainingException inUse(StoreLayout layout) {
        String who = holder(layout.root())
                .map(holder -> "process " + holder.pid() + " on " + holder.host() + " since " + holder.since() + " ("
                        + holder.purpose() + (holder.address() == null ? "" : ", " + holder.address()) + ")")
                .orElse("another program");
        return new ShopTrainingException(ErrorCode.STORE_IN_USE, "the store " + layout.root() + " is in use by " + who);
    }

    /** A file that cannot be read counts as absent: it only informs, the lock decides. */
    private static Optional<StoreState> read(StoreLayout layout) {
        try {
            return Optional.of(Json.read(Files.readString(layout.storeFile()), StoreState.class));
        } catch (IOException | ShopTrainingException e) {
            return Optional.empty();
        }
    }

    private static void write(StoreLayout layout, StoreState state) throws IOException {
        Durable.replace(
                layout.storeFile(),
                layout.hidden().resolve("STORE.json.tmp"),
                Json.writePretty(state).getBytes(StandardCharsets.UTF_8));
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
