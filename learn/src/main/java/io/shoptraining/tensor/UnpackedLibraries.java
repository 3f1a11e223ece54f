package io.shoptraining.tensor;

import io.shoptraining.disk.Durable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder into which the binding unpacks its libraries at the first use. A worker that is killed meanwhile leaves half
 * of a library, and a folder that was moved has links to where it was: whoever maps these is killed by the system. So a
 * file tells that everything was unpacked, by what and where; without it the folder is emptied and filled anew. Only for
 * a folder of our own: that of the user may belong to other programs too.
 *
 * @param folder where the binding unpacks
 * @param version of what is unpacked
 */
record UnpackedLibraries(Path folder, String version) {
    private static final String LOCK = "loading.lock";
    private static final String WHOLE = "unpacked.txt";
    /** Folders for temporary files of workers lie here too. */
    private static final String WORKERS = "worker_of_";

    /** Held while one process looks and unpacks. */
    Path lock() {
        return folder.resolve(LOCK);
    }

    void clearUnlessWhole() throws IOException {
        Path whole = folder.resolve(WHOLE);
        if (!isOurs() || Files.exists(whole) && Files.readString(whole).equals(identity())) {
            return;
        }
        for (Path entry : entries()) {
            String name = entry.getFileName().toString();
            if (!name.equals(LOCK) && !name.startsWith(WORKERS)) {
                Durable.deleteTree(entry);
            }
        }
    }

    void markWhole() throws IOException {
        Path whole = folder.resolve(WHOLE);
        if (isOurs() && Files.notExists(whole)) {
            Durable.write(whole, identity().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isOurs() {
        return System.getProperty("org.bytedeco.javacpp.cachedir") != null;
    }

    private String identity() throws IOException {
        return version + " in " + folder.toRealPath() + "\n";
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
