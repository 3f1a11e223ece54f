package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CSV file that people write by hand and that fits into memory: plans and calendars, one row for a day.
 *
 * @param rows every one as long as the headings; blank lines are none
 */
record SmallTable(List<String> headings, List<Row> rows) {
    private static final int MAX_BYTES = 16 << 20;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final Pattern DATE = Pattern.compile(
            "(\\d{4})(?:[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?|(\\d{2})(\\d{2}))(?:[ T]0{1,2}:00(?::00)?)?");

    /** @param line physical line in the file, the first is 1 */
    record Row(long line, List<String> cells) {}

    /**
     * Reads a whole file.
     *
     * @throws ShopTrainingException {@link io.shoptraining.errors.ErrorCode#DATA_REFUSED} when it is no such table
     */
    static SmallTable read(Path file) {
        List<String> lines = text(file).lines().toList();
        int first = 0;
        while (first < lines.size() && lines.get(first).isBlank()) {
            first++;
        }
        if (first == lines.size()) {
            throw Source.refused("the file is empty");
        }
        char delimiter = delimiter(lines.get(first));
        List<String> headings = cells(lines.get(first), delimiter, first + 1);
        List<Row> rows = new ArrayList<>();
        for (int i = first + 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                List<String> cells = cells(lines.get(i), delimiter, i + 1);
                if (cells.size() != headings.size()) {
                    throw Source.refused("line " + (i + 1) + " has " + cells.size() + " cells, there are "
                            + headings.size() + " headings");
                }
                rows.add(new Row(i + 1, cells));
            }
        }
        return new SmallTable(headings, List.copyOf(rows));
    }

    private static String text(Path file) {
        try (Source source = new Source(file, ProgressListener.NONE)) {
            byte[] bytes = source.text().readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw Source.refused("the file has more than " + (MAX_BYTES >> 20) + " MiB");
            }
            String text = decoded(bytes, StandardCharsets.UTF_8)
                    .or(() -> decoded(bytes, TextDecoder.GB18030))
                    .orElseThrow(() -> Source.refused("the file is neither UTF-8 nor GB18030"));
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + file.getFileName(), e);
        }
    }

    private static Optional<String> decoded(byte[] bytes, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static char delimiter(String headings) {
        char best = DELIMITERS[0];
        for (char delimiter : DELIMITERS) {
            if (CsvRecord.parse(headings, delimiter, Header.MAX_COLUMNS)
                            .fields()
                            .size()
                    > CsvRecord.parse(headings, best, Header.MAX_COLUMNS)
                            .fields()
                            .size()) {
                best = delimiter;
            }
        }
        return best;
    }

    private static List<String> cells(String line, char delimiter, int number) {
        CsvRecord parsed = CsvRecord.parse(line, delimiter, Header.MAX_COLUMNS);
        if (parsed.state() != CsvRecord.State.COMPLETE) {
            throw Source.refused("line " + number + ": the quotes are not balanced");
        }
        return parsed.fields().stream().map(String::strip).toList();
    }

    /** A date that begins with the year; empty for anything else. */
    static Optional<LocalDate> date(String text) {
        Matcher matcher = DATE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean compact = matcher.group(2) == null;
        try {
            return Optional.of(LocalDate.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(compact ? 4 : 2)),
                    Integer.parseInt(matcher.group(compact ? 5 : 3))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
