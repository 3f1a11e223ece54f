package io.shoptraining.workerpool;

import io.shoptraining.disk.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's own folder for temporary files. Libraries unpack tens of megabytes of native code into it at every start and
 * rely on an orderly exit to delete them, which a worker seldom has.
 */
final class Scratch {
    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
    private static final String PREFIX = "worker_of_";

    private final @Nullable Path folder;

    private Scratch(@Nullable Path folder) {
        this.folder = folder;
    }

    /** Where nothing can be written, the worker has to do with the folder that all programs share. */
    static Scratch make(Path parent) {
        try {
            return new Scratch(Files.createTempDirectory(
                    parent, PREFIX + ProcessHandle.current().pid() + "_"));
        } catch (IOException e) {
            LOG.debug("no folder for temporary files in {}", parent, e);
            return new Scratch(null);
        }
    }

    /** What the worker's command line needs to know of it. */
    List<String> options() {
        return folder == null ? List.of() : List.of("-Djava.io.tmpdir=" + folder);
    }

    /** To be called when the worker is gone. */
    void delete() {
        if (folder != null) {
            delete(folder);
        }
    }

    /** Deletes the folders of servers that are gone. */
    static void sweep(Path parent) {
        try (Stream<Path> entries = Files.list(parent)) {
            entries.filter(Scratch::isLeftOver).toList().forEach(Scratch::delete);
        } catch (IOException e) {
            LOG.debug("cannot look for old temporary files in {}", parent, e);
        }
    }

    private static boolean isLeftOver(Path entry) {
        String name = entry.getFileName().toString();
        if (!name.matches(PREFIX + "[0-9]{1,18}_.*")) {
            return false;
        }
        long server = Long.parseLong(name.substring(PREFIX.length(), name.indexOf('_', PREFIX.length())));
        return ProcessHandle.of(server).isEmpty();
    }

    private static void delete(Path folder) {
        try {
            Durable.deleteTree(folder);
        } catch (IOException e) {
            LOG.debug("cannot delete the temporary files in {}", folder, e);
        }
    }
}
