package io.shoptraining.registry;

import io.shoptraining.disk.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Deletes what is of no more use, and puts aside what may be. */
final class Housekeeping {
    private final StoreLayout layout;

    Housekeeping(StoreLayout layout) {
        this.layout = layout;
    }

    /** Fails now, with a clear reason, on a disk that is full or read-only, rather than after hours of training. */
    void probe() throws IOException {
        Path probe = layout.hidden().resolve("probe.tmp");
        Durable.write(probe, new byte[] {1});
        Files.delete(probe);
    }

    void cleanStages(Set<String> keep) throws IOException {
        for (Path stage : StoreLayout.list(layout.attempts())) {
            if (!keep.contains(StoreLayout.name(stage))) {
                Durable.deleteTree(stage);
            }
        }
        for (Path file : StoreLayout.list(layout.hidden())) {
            if (StoreLayout.name(file).endsWith(".tmp")) {
                Durable.deleteTree(file);
            }
        }
    }

    /** Moves files, in the given order, to a directory of their own within the quarantine. */
    void quarantine(List<Path> files) throws IOException {
        List<Path> present = files.stream()
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (present.isEmpty()) {
            return;
        }
        Path place = newPlace();
        for (Path file : present) {
            Failpoint.reach("quarantine.beforeMove");
            Files.move(file, place.resolve(StoreLayout.name(file)), StandardCopyOption.ATOMIC_MOVE);
            Durable.syncDirectory(place);
            Durable.syncDirectory(Objects.requireNonNullElse(file.getParent(), layout.root()));
            Failpoint.reach("quarantine.afterMove");
        }
    }

    /** A directory that nobody else has: an atomic move would silently replace a file of the same name. */
    private Path newPlace() throws IOException {
        int number = StoreLayout.list(layout.quarantine()).stream()
                .map(StoreLayout::name)
                .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
        while (true) {
            number++;
            Path place = layout.quarantine().resolve(Integer.toString(number));
            if (Durable.newDirectory(place)) {
                return place;
            }
        }
    }

    /** Whether a model of this name lies in the quarantine. */
    boolean isQuarantined(String prefix) throws IOException {
        for (Path place : StoreLayout.list(layout.quarantine())) {
            if (Files.exists(place.resolve(ModelFileName.metadata(prefix)), LinkOption.NOFOLLOW_LINKS)) {
                return true;
            }
        }
        return false;
    }
}
