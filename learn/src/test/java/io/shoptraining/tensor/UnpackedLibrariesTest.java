package io.shoptraining.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnpackedLibrariesTest {
    @TempDir
    Path folder = Path.of("unset");

    /** Uses the engine in a process of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            try (Tensors.Scope scope = Tensors.scope()) {
                System.out.println(
                        "sum " + Tensors.of(new float[] {1, 2}, 2).sum().item());
            }
        }
    }

    @Test
    void whatAKilledProcessUnpackedByHalfAndWhatWasMovedIsUnpackedAgain() throws IOException, InterruptedException {
        Path first = Files.createDirectory(folder.resolve("first"));
        assertThat(use(first)).contains("sum 3.0");
        assertThat(first.resolve("unpacked.txt")).exists();

        Files.delete(first.resolve("unpacked.txt"));
        for (Path library : libraries(first)) {
            try (RandomAccessFile half = new RandomAccessFile(library.toFile(), "rw")) {
                half.setLength(half.length() / 2);
            }
        }
        assertThat(use(first)).contains("sum 3.0");

        Path moved = folder.resolve("moved");
        Files.move(first, moved);
        assertThat(use(moved)).contains("sum 3.0");
    }

    /** Those of the folder itself: it has links to libraries of the machine. */
    private static List<Path> libraries(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> file.toString().contains(".so"))
                    .toList();
        }
    }

    private static String use(Path cache) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                        "-XX:ErrorFile=" + cache.resolve("crash.log"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        child.waitFor();
        return said;
    }
}
