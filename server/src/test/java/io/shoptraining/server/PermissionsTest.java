package io.shoptraining.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V25: what the server writes is for its owner alone, even where the umask would let everybody in. */
class PermissionsTest {
    @TempDir
    Path root;

    @Test
    void nothingInTheDataDirectoryIsForOthers() throws IOException, InterruptedException {
        Path data = root.resolve("data");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "umask 000; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CarelessServer.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();

        try (Stream<Path> files = Files.walk(data)) {
            List<String> open = files.map(file -> mode(file) + " " + root.relativize(file))
                    .filter(line -> !line.substring(3, 9).equals("------"))
                    .toList();
            assertThat(open).isEmpty();
        }
        assertThat(data.resolve("saved_models")).isDirectoryContaining("glob:**_v1_metadata.json");
        assertThat(data.resolve(".local-token")).exists();
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(file, java.nio.file.LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
