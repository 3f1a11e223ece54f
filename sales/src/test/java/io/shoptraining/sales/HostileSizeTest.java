package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are larger than the heap, in every direction: a process with 64 MB reads or refuses each of them. */
final class HostileSizeTest {
    private static final String HEAD = "date,store,product,quantity,note\n";
    private static final String GOOD = "2025-01-01,1,a,1,x\n";

    @TempDir
    Path dir;

    private final Map<String, String> expected = new LinkedHashMap<>();

    /** A file of a head and a text many times over; packed, so that the disk need not know. */
    private void file(String name, String outcome, String head, String text, int times) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dir.resolve(name)), 1 << 16)) {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < times; i++) {
                out.write(bytes);
            }
        }
        expected.put(name, outcome);
    }

    private void parquet(String name, String outcome, String select) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT " + select + ") TO " + Duck.quoted(dir.resolve(name))
                    + " (FORMAT parquet, COMPRESSION zstd)");
        }
        expected.put(name, outcome);
    }

    @Test
    void aSmallHeapIsEnough() throws IOException, InterruptedException, SQLException {
        String megabyte = "x".repeat(1 << 20);
        String text = "x".repeat(1_000_000);
        file("line.csv", "DATA_REFUSED line.csv: line 3 is longer", HEAD + GOOD, megabyte, 96);
        file("heading.csv", "DATA_REFUSED heading.csv: line 1 is longer", "", megabyte, 96);
        file("two-megabytes.csv", "DATA_REFUSED two-megabytes.csv: line 3 is", HEAD + GOOD, text + text + "\n", 1);
        file("nul.csv", "DATA_REFUSED nul.csv: line 3 has a NUL", HEAD + GOOD, "\0".repeat(1 << 20), 8);
        file(
                "columns.csv",
                "DATA_REFUSED columns.csv: the file has more than 500",
                "",
                "c,".repeat(500_000) + "c\n",
                1);
        file("delimiters.csv", "DATA_REFUSED delimiters.csv: the file has more than 500", "", ",".repeat(1_000_000), 1);
        file("wide.csv", "DATA_REFUSED wide.csv: the file is ragged", HEAD + GOOD, ",".repeat(1_000_000) + "\n", 70);
        file("notes.csv", "notes.csv: kept 70", HEAD, "2025-01-01,1,a,1," + text + "\n", 70);
        file("quoted.csv", "quoted.csv: kept 70", HEAD, "2025-01-01,1,a,1,\"" + text + "\"\n", 70);
        file("ids.csv", "ids.csv: kept 1", HEAD + GOOD, "2025-01-01,1," + text + ",1,\n", 70);
        file(
                "bomb.csv",
                "DATA_REFUSED bomb.csv: the gzip file unpacks to more",
                HEAD + GOOD,
                "\n".repeat(1 << 20),
                1500);
        file(
                "quotes.csv",
                "DATA_REFUSED quotes.csv: the quotes are not balanced",
                HEAD + GOOD,
                "2025-01-01,1,\"" + "x".repeat(1_300) + "\n",
                5_000);
        String row = "DATE '2025-01-01' AS day, 1 AS qty, ";
        String cell = "repeat('x', 1000000)";
        parquet("notes.parquet", "notes.parquet: kept 60", row + "'a' AS sku, " + cell + " AS note FROM range(60)");
        parquet(
                "ids.parquet",
                "ids.parquet: kept 1",
                row + "CASE i WHEN 7 THEN 'a' ELSE i || " + cell + " END AS sku FROM range(60) t(i)");
        parquet(
                "bomb.parquet",
                "DATA_REFUSED bomb.parquet: the Parquet file unpacks to more",
                row + "'a' AS sku, i || " + cell + " AS note FROM range(100) t(i)");
        parquet(
                "rows.parquet",
                "DATA_REFUSED rows.parquet: the Parquet file unpacks to more",
                row + "'a' AS sku FROM range(20000000)");
        parquet(
                "many.parquet",
                "DATA_REFUSED many.parquet: the Parquet file has 200000001 rows",
                "true AS open FROM range(200000001)");
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path", ""),
                SmallHeap.class.getName(),
                dir.resolve("sales").toString()));
        expected.keySet().forEach(name -> command.add(dir.resolve(name).toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT) // a JDK may warn there of native access
                .start();
        List<String> lines;
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            lines = output.lines().toList();
        }
        assertThat(process.waitFor()).isZero();
        assertThat(lines)
                .zipSatisfy(
                        expected.values(), (line, outcome) -> assertThat(line).startsWith(outcome));
    }
}
