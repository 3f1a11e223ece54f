package io.shoptraining.sales;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.SplittableRandom;

/** Measures check and commit: {@code ImportBenchmark FOLDER [ROWS]}. Not a test. */
final class ImportBenchmark {
    private static final PrintStream OUT = System.out;

    private ImportBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path dir = Path.of(arguments[0]);
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000_000;
        Path file = dir.resolve("bench-" + rows + ".csv");
        if (!Files.exists(file)) {
            write(file, rows);
        }
        Path data = Files.createTempDirectory(dir, "bench");
        try {
            SalesStore store = SalesStore.open(data, Clock.systemUTC());
            long cpu = cpu();
            long start = System.nanoTime();
            String id = store.check(
                            file,
                            ImportOptions.automatic(),
                            (stage, done, total) -> OUT.printf(
                                    "%6d ms wall, %6d ms CPU: %s%n",
                                    (System.nanoTime() - start) / 1_000_000, (cpu() - cpu) / 1_000_000, stage))
                    .id();
            store.commit(id);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = (cpu() - cpu) / 1e9;
            OUT.printf("%d rows: %.1f s wall (%.0f rows/s), %.1f s CPU%n", rows, seconds, rows / seconds, cpuSeconds);
        } finally {
            Durable.deleteTree(data);
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void write(Path file, int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        LocalDate first = LocalDate.of(2023, 1, 1);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("date,store,product,quantity,price,promotion\n");
            for (int i = 0; i < rows; i++) {
                int day = i / 10_000;
                int rest = i % 10_000;
                out.write(first.plusDays(day) + ",S" + (100 + rest / 200) + ",P" + (1000 + rest % 200) + ","
                        + random.nextInt(30) + "," + (100 + random.nextInt(900)) / 10 + "." + random.nextInt(10) + ","
                        + random.nextInt(2) + "\n");
            }
        }
    }
}
