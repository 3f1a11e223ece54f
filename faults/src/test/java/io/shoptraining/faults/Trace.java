package io.shoptraining.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What the workers themselves say they did, beside the store: one line an epoch, appended in one write. */
final class Trace {
    private Trace() {}

    /**
     * One thing that a worker did.
     *
     * @param what {@code begin} with the first epoch of an attempt, or {@code epoch} with one that was trained
     * @param nanos of the clock that all processes of the machine share
     */
    record Line(String taskId, int attempt, String what, int epoch, long nanos, long pid) {}

    static void write(String taskId, int attempt, String what, int epoch) throws IOException {
        String file = System.getenv("SHOPTRAINING_TRACE");
        if (file == null) {
            return;
        }
        String line = String.join(
                        " ",
                        taskId,
                        String.valueOf(attempt),
                        what,
                        String.valueOf(epoch),
                        String.valueOf(System.nanoTime()),
                        String.valueOf(ProcessHandle.current().pid()))
                + "\n";
        try (FileChannel out = FileChannel.open(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        }
    }

    static List<Line> read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        if (!Files.exists(file)) {
            return lines;
        }
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ", -1);
            lines.add(new Line(
                    parts[0],
                    Integer.parseInt(parts[1]),
                    parts[2],
                    Integer.parseInt(parts[3]),
                    Long.parseLong(parts[4]),
                    Long.parseLong(parts[5])));
        }
        return lines;
    }
}
