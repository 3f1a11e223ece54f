package io.shoptraining.server;

import io.shoptraining.api.MachineApi.Machine;
import io.shoptraining.api.MachineApi.Workers;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.workerpool.PoolStatus;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at the machine and the data directory. Sizes are those of some seconds ago at most. */
final class MachineView implements Supplier<Machine> {
    private static final long FRESH_NANOS = 5_000_000_000L;

    private final DataDirectory directory;
    private final Supplier<PoolStatus> pool;
    private final OffsetDateTime startedAt;
    private @Nullable Map<String, Long> sizes;
    private long askedNanos;

    MachineView(DataDirectory directory, Supplier<PoolStatus> pool, Instant startedAt) {
        this.directory = directory;
        this.pool = pool;
        this.startedAt = startedAt
                .truncatedTo(ChronoUnit.SECONDS)
                .atZone(ZoneId.systemDefault())
                .toOffsetDateTime();
    }

    @Override
    public Machine get() {
        PoolStatus now = pool.get();
        try {
            FileStore disk = Files.getFileStore(directory.root());
            return new Machine(
                    System.getProperty("java.version", ""),
                    System.getProperty("java.vendor", ""),
                    String.join(
                            " ",
                            System.getProperty("os.name", ""),
                            System.getProperty("os.version", ""),
                            System.getProperty("os.arch", "")),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory(),
                    disk.getUsableSpace(),
                    disk.getTotalSpace(),
                    sizes(),
                    new Workers(now.size(), now.idle(), now.starting(), now.busy(), now.lost(), now.fault()),
                    startedAt.toString());
        } catch (IOException e) {
            throw ShopTrainingException.io("the data directory", e);
        }
    }

    private synchronized Map<String, Long> sizes() throws IOException {
        Map<String, Long> known = sizes;
        if (known != null && System.nanoTime() - askedNanos < FRESH_NANOS) {
            return known;
        }
        Path database = directory.database();
        Map<String, Long> looked = new TreeMap<>();
        looked.put("sales", size(directory.sales()));
        looked.put("models", size(directory.savedModels()));
        looked.put("database", size(database) + size(database.resolveSibling(database.getFileName() + "-wal")));
        looked.put("logs", size(directory.logs()));
        looked.put("uploads", size(directory.uploads()));
        sizes = looked;
        askedNanos = System.nanoTime();
        return looked;
    }

    /** Of all files below a path; what vanishes meanwhile counts nothing. */
    private static long size(Path path) throws IOException {
        long[] sum = {0};
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
