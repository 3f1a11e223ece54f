package io.shoptraining.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory, which can be filled up and emptied; only root can have one. */
final class Tmpfs implements AutoCloseable {
    private final Path directory;

    private Tmpfs(Path directory) {
        this.directory = directory;
    }

    static Tmpfs mount(Path directory, int megabytes) throws IOException {
        Files.createDirectories(directory);
        int status = ServerProcess.run(
                "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0700", "tmpfs", directory.toString());
        Rounds.require(status == 0, "the right to mount a tmpfs", "SHOPTRAINING_REQUIRE_MOUNT");
        return new Tmpfs(directory);
    }

    /** Takes all the space that is left. */
    void fill() throws IOException {
        Path ballast = ballast();
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // full
        }
    }

    void empty() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return directory.resolve("ballast.bin");
    }

    @Override
    public void close() {
        ServerProcess.run("umount", "--lazy", directory.toString());
    }
}
