package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.QualityReport.OffendingRow;
import io.shoptraining.sales.TextDecoder.WrongEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies a CSV file of any line ending as clean lines of UTF-8 with the same number of fields each, in one pass. Lines
 * that are not a record are dropped here, with their number; a well-formed line without quotes is copied untouched.
 */
final class CsvStage {
    static final int MAX_LINE = 1 << 20;

    /** Lines and characters of a record with line breaks in it. */
    private static final int MAX_LINES_OF_RECORD = 50;

    private static final int MAX_RECORD = 1 << 16;

    /** Looking for the end of a quote costs time; after so many in vain the file is given up. */
    private static final int MAX_UNBALANCED = 1_000;

    private static final int SAMPLE = 1000;
    private static final int MAX_SAMPLE_CHARACTERS = 4 << 20;
    private static final int BLOCK = 4 << 20;

    private final TextDecoder decoder;
    private final ImportOptions options;
    private final @Nullable OutputStream out;
    private final long[] watched;
    private final byte[] buffer = new byte[BLOCK];
    private final byte[] clean = new byte[BLOCK];
    private int cleanSize;
    private final List<String> pending = new ArrayList<>();
    private @Nullable Header header;
    private byte delimiter = ',';
    private int width;
    private long line;
    private long records;
    private final Map<Reason, Long> dropped = new EnumMap<>(Reason.class);
    private final List<OffendingRow> offending = new ArrayList<>();
    private final List<List<String>> sample = new ArrayList<>();
    private int sampleCharacters;
    private boolean quotedComma;
    private final List<Found> found = new ArrayList<>();

    /**
     * @param out null to look only for the watched records
     * @param watched sorted ordinals of records whose lines are wanted; the first record is 0
     */
    CsvStage(TextDecoder decoder, ImportOptions options, @Nullable OutputStream out, long[] watched) {
        this.decoder = decoder;
        this.options = options;
        this.out = out;
        this.watched = watched.clone();
    }

    /** A watched record. */
    record Found(long line, List<String> fields) {}

    /** Reads to the end, or until every watched record was seen when nothing is written. */
    void read(InputStream in) throws IOException, WrongEncoding {
        int start = 0;
        int end = 0;
        boolean first = true;
        boolean skipLineFeed = false;
        while (out != null || found.size() < watched.length) {
            int n = in.readNBytes(buffer, end, buffer.length - end);
            boolean last = n == 0;
            end += n;
            if (first) {
                start = byteOrderMark(end);
                first = false;
            }
            int at = start;
            while (at < end) {
                byte b = buffer[at];
                if (skipLineFeed) {
                    skipLineFeed = false;
                    if (b == '\n') {
                        at++;
                        start = at;
                        continue;
                    }
                }
                at = line(start, end);
                if (at < 0) {
                    break;
                }
                skipLineFeed = buffer[at] == '\r';
                at++;
                start = at;
            }
            if (last) {
                finish(start, end);
                return;
            }
            if (end - start > MAX_LINE) {
                line++;
                throw tooLong();
            }
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
    }

    /** Handles the line that begins at {@code start} and returns the place of its terminator; -1 when it has none. */
    private int line(int start, int end) throws IOException, WrongEncoding {
        int delimiters = 0;
        boolean quote = false;
        int high = 0;
        byte separator = delimiter;
        for (int i = start; i < end; i++) {
            byte b = buffer[i];
            high |= b;
            if (b == separator) {
                delimiters++;
            } else if (b == '"') {
                quote = true;
            } else if (b == '\n' || b == '\r') {
                whole(start, i, delimiters, quote, high < 0);
                return i;
            } else if (b == 0) {
                throw Source.refused("line " + (line + 1) + " has a NUL byte: this is a binary file or UTF-16 text;"
                        + " save it as CSV in UTF-8");
            }
        }
        return -1;
    }

    private void finish(int start, int end) throws IOException, WrongEncoding {
        if (end > start) {
            if (end == buffer.length) {
                line++;
                throw tooLong();
            }
            buffer[end] = '\n';
            int unused = line(start, end + 1);
        }
        if (!pending.isEmpty()) {
            dropFirstPending();
            while (!pending.isEmpty()) {
                dropFirstPending();
            }
        }
        flush();
    }

    private ShopTrainingException tooLong() {
        return Source.refused(
                "line " + line + " is longer than " + MAX_LINE + " bytes; this does not look like a table of sales");
    }

    private int byteOrderMark(int end) {
        if (end >= 2
                && (buffer[0] == (byte) 0xff && buffer[1] == (byte) 0xfe
                        || buffer[0] == (byte) 0xfe && buffer[1] == (byte) 0xff)) {
            throw Source.refused("the file is UTF-16 text; save it as CSV in UTF-8");
        }
        boolean utf8 = end >= 3 && buffer[0] == (byte) 0xef && buffer[1] == (byte) 0xbb && buffer[2] == (byte) 0xbf;
        return utf8 ? 3 : 0;
    }

    private void whole(int start, int end, int delimiters, boolean quote, boolean high)
            throws IOException, WrongEncoding {
        line++;
        if (end - start > MAX_LINE) {
            throw tooLong();
        }
        if (end == start && pending.isEmpty()) {
            return;
        }
        boolean plain = header != null && !quote && pending.isEmpty() && isSampled();
        if (plain && (!high || decoder.isUtf8())) {
            if (high) {
                decoder.check(buffer, start, end, line);
            }
            if (delimiters + 1 != width) {
                drop(Reason.RAGGED_ROW, line, new String(buffer, start, end - start, StandardCharsets.UTF_8));
            } else {
                watch(buffer, start, end);
                write(buffer, start, end);
            }
            return;
        }
        byte[] utf8 = high ? decoder.toUtf8(buffer, start, end, line) : null;
        String text = utf8 == null
                ? new String(buffer, start, end - start, StandardCharsets.UTF_8)
                : new String(utf8, StandardCharsets.UTF_8);
        careful(text);
    }

    /** The way of a line with quotes, or of one that continues another. */
    private void careful(String first) throws IOException {
        ArrayDeque<String> lines = new ArrayDeque<>(List.of(first));
        while (!lines.isEmpty()) {
            pending.add(lines.removeFirst());
            String text = String.join("\n", pending);
            if (header == null) {
                header = Header.recognise(text, options);
                if (out == null) {
                    header.checkSize();
                } else {
                    header.check(options);
                }
                delimiter = (byte) header.delimiter();
                width = header.headings().size();
                pending.clear();
                continue;
            }
            CsvRecord parsed = CsvRecord.parse(text, (char) delimiter, width);
            if (parsed.state() == CsvRecord.State.COMPLETE) {
                emit(parsed, line - lines.size() - pending.size() + 1, text);
                pending.clear();
            } else if (parsed.state() == CsvRecord.State.BROKEN
                    || pending.size() >= MAX_LINES_OF_RECORD
                    || pending.size() > 1 && text.length() > MAX_RECORD) {
                drop(Reason.UNBALANCED_QUOTES, line - lines.size() - pending.size() + 1, pending.get(0));
                for (int i = pending.size() - 1; i > 0; i--) {
                    lines.addFirst(pending.get(i));
                }
                pending.clear();
            }
        }
    }

    /** At the end of the file: the oldest open line is dropped, those after it get another chance. */
    private void dropFirstPending() throws IOException {
        List<String> rest = List.copyOf(pending.subList(1, pending.size()));
        drop(Reason.UNBALANCED_QUOTES, line - rest.size(), pending.get(0));
        pending.clear();
        long last = line;
        line -= rest.size();
        for (String text : rest) {
            line++;
            careful(text);
        }
        line = last;
    }

    private void emit(CsvRecord parsed, long at, String text) throws IOException {
        if (parsed.fields().size() != width) {
            if (!text.isBlank()) {
                drop(Reason.RAGGED_ROW, at, text);
            }
            return;
        }
        if (width == 1 && text.isBlank()) {
            return;
        }
        if (!isSampled()) {
            sample.add(parsed.fields().stream().map(Header::shortened).toList());
            sampleCharacters += Math.min(text.length(), MAX_SAMPLE_CHARACTERS);
        }
        if (isWatched()) {
            found.add(new Found(at, parsed.fields()));
        }
        quotedComma =
                quotedComma || delimiter == ',' && parsed.fields().stream().anyMatch(f -> f.indexOf(',') >= 0);
        byte[] bytes = parsed.cleanLine((char) delimiter);
        write(bytes, 0, bytes.length);
    }

    private boolean isSampled() {
        return sample.size() >= SAMPLE || sampleCharacters >= MAX_SAMPLE_CHARACTERS;
    }

    private void watch(byte[] bytes, int start, int end) {
        if (isWatched()) {
            String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            found.add(new Found(
                    line, CsvRecord.parse(text, (char) delimiter, width).fields()));
        }
    }

    private boolean isWatched() {
        return found.size() < watched.length && watched[found.size()] == records;
    }

    private void drop(Reason reason, long at, String text) {
        dropped.merge(reason, 1L, Long::sum);
        long unbalanced = dropped.getOrDefault(Reason.UNBALANCED_QUOTES, 0L);
        if (unbalanced >= MAX_UNBALANCED && unbalanced * 2 > line) {
            throw Source.refused("the quotes are not balanced on " + unbalanced + " of the first " + line
                    + " lines; the first is line " + offending.get(0).line() + ": '"
                    + offending.get(0).value() + "'");
        }
        if (offending.size() < QualityReport.SHOWN) {
            offending.add(new OffendingRow(at, "", Header.shortened(text), reason.word()));
        }
    }

    private void write(byte[] bytes, int start, int end) throws IOException {
        records++;
        if (out == null) {
            return;
        }
        int length = end - start;
        if (cleanSize + length + 1 > clean.length) {
            flush();
        }
        System.arraycopy(bytes, start, clean, cleanSize, length);
        cleanSize += length;
        clean[cleanSize++] = '\n';
    }

    private void flush() throws IOException {
        if (out != null) {
            out.write(clean, 0, cleanSize);
            cleanSize = 0;
        }
    }

    Header header() {
        if (header == null) {
            throw Source.refused("the file is empty; it needs a line of headings and rows of sales");
        }
        return header;
    }

    /** True when a cell of a file with commas between the cells holds one itself. */
    boolean hasQuotedComma() {
        return quotedComma;
    }

    long records() {
        return records;
    }

    Map<Reason, Long> dropped() {
        return dropped;
    }

    List<OffendingRow> offending() {
        return offending;
    }

    List<List<String>> sample() {
        return sample;
    }

    List<Found> found() {
        return found;
    }
}
