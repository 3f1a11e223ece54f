package io.shoptraining.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LightGbmLibraryTest {
    @TempDir
    Path temporary = Path.of("unset");

    /** Grows one tree in a process of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            float[] values = new float[200];
            for (int row = 0; row < values.length; row++) {
                values[row] = row;
            }
            float[] ones = new float[200];
            Arrays.fill(ones, 1);
            Rows rows = new Rows(values, 1, values, ones);
            BoostingSettings settings = new BoostingSettings("squared", 1.1, 0.5, 4, 5, 1, 1, List.of(), 1);
            try (Booster booster = new LightGbm().start(settings, rows, rows)) {
                booster.grow();
                System.out.println("grown " + (booster.predict(values, 200)[199] > 100));
            }
        }
    }

    @Test
    void aFileUnderTheNameOfItsLibraryIsNeitherRunNorWrittenOver() throws IOException, InterruptedException {
        List<Path> strangers = List.of(temporary.resolve("lib_lightgbm.so"), temporary.resolve("lib_lightgbm_swig.so"));
        for (Path stranger : strangers) {
            Files.writeString(stranger, "somebody else's");
        }
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said).contains("grown true");
        for (Path stranger : strangers) {
            assertThat(stranger).hasContent("somebody else's");
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).containsExactlyInAnyOrderElementsOf(strangers);
        }
    }
}
