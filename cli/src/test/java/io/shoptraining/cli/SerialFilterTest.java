package io.shoptraining.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In processes of their own: a filter is set once. */
class SerialFilterTest {
    @Test
    void everySerializedObjectIsRefused() throws Exception {
        assertThat(run("-Dnothing=set")).contains("filter status: REJECTED");
        assertThat(run("-Djdk.serialFilter=!*")).contains("filter status: REJECTED");
    }

    @Test
    void aFilterThatLetsSomethingThroughStopsTheStart() throws Exception {
        assertThat(run("-Djdk.serialFilter=java.util.*")).contains("jdk.serialFilter has to be '!*'");
    }

    private static String run(String option) throws IOException, InterruptedException {
        List<String> line = Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName())
                .toList();
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** A program that is sent a serialized list. */
    static final class Reader {
        public static void main(String[] args) throws Exception {
            SerialFilter.refuseAll();
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            try (java.io.ObjectOutputStream out = new java.io.ObjectOutputStream(bytes)) {
                out.writeObject(new java.util.ArrayList<>(List.of("a")));
            }
            try (java.io.ObjectInputStream in =
                    new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray()))) {
                System.out.println(in.readObject());
            }
        }
    }
}
