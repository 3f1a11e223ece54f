package io.shoptraining.bench;

import io.shoptraining.sales.ImportOptions;
import io.shoptraining.sales.ImportReport;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.sales.Snapshot;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Imports 10 million rows of daily sales, from the file to the committed snapshot, and tells rows a second. */
public final class ImportBench {
    private static final int STORES = 100;
    private static final int PRODUCTS = 100;
    private static final int DAYS = 1_000;

    private ImportBench() {}

    /** No arguments. */
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("import-bench");
        try {
            Path file = write(work.resolve("sales.csv"));
            long start = System.nanoTime();
            SalesStore store = SalesStore.open(work.resolve("store"), Clock.systemUTC());
            ImportReport report = store.check(file, ImportOptions.automatic(), ProgressListener.NONE);
            double checked = seconds(start);
            Snapshot snapshot = store.commit(report.id());
            double committed = seconds(start);
            System.out.printf(
                    Locale.ROOT,
                    "%,d rows, %,d bytes: checked after %.1f s, committed after %.1f s: %,.0f rows/s; peak RSS %s%n",
                    snapshot.rows(),
                    Files.size(file),
                    checked,
                    committed,
                    snapshot.rows() / committed,
                    peakMemory());
        } finally {
            delete(work);
        }
    }

    private static Path write(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        LocalDate first = LocalDate.parse("2023-01-01");
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("date,store_id,product_id,quantity,price,promotion\n");
            for (int day = 0; day < DAYS; day++) {
                String date = first.plusDays(day).toString();
                for (int store = 0; store < STORES; store++) {
                    for (int product = 0; product < PRODUCTS; product++) {
                        out.write(date + ",S" + (100 + store) + ",P" + (1000 + product) + ',' + random.nextInt(40) + ','
                                + (500 + product) / 100.0 + ',' + (random.nextInt(10) == 0 ? 1 : 0) + '\n');
                    }
                }
            }
        }
        return file;
    }

    private static String peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> line.substring(6).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
