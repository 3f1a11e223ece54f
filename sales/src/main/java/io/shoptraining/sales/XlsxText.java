package io.shoptraining.sales;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the first visible sheet of an Excel workbook as CSV, row by row on the line of the same number, so that it goes
 * the way of every other file and reports name the rows that the owner sees. Formulas count by their stored results;
 * macros and links are never looked at.
 */
final class XlsxText {
    private static final int MAX_ROWS = 1_048_576;
    private static final int MAX_SHARED_TEXTS = 2_000_000;
    private static final long MAX_SHARED_CHARACTERS = 64 << 20;
    private static final int ROWS_A_STEP = 10_000;

    private final XlsxParts parts;
    private final ImportOptions options;
    private final ProgressListener progress;
    private final List<String> shared = new ArrayList<>();
    private final List<String> otherSheets = new ArrayList<>();
    private String sheet = "";
    private int width;

    private XlsxText(XlsxParts parts, ImportOptions options, ProgressListener progress) {
        this.parts = parts;
        this.options = options;
        this.progress = progress;
    }

    /**
     * What was read and what was not.
     *
     * @param otherSheets the names of the sheets that were left alone
     */
    record Sheet(String name, List<String> otherSheets) {}

    static Sheet write(Path workbook, Path csv, ImportOptions options, ProgressListener progress) throws IOException {
        try (XlsxParts parts = XlsxParts.open(workbook);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(csv), 1 << 16)) {
            XlsxText text = new XlsxText(parts, options, progress);
            text.write(out);
            return new Sheet(text.sheet, text.otherSheets);
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            throw Source.refused("the workbook is damaged: " + e.getMessage());
        }
    }

    private void write(OutputStream out) throws IOException {
        String workbook = parts.workbook();
        List<XlsxParts.Relation> relations = parts.relations(workbook);
        Map<String, String> targets = XlsxParts.targets(relations);
        boolean since1904 = false;
        String id = null;
        try (XlsxXml xml = parts.part(workbook)) {
            while (xml.next()) {
                if (xml.isStart("workbookPr")) {
                    String value = xml.attribute("date1904");
                    since1904 = "1".equals(value) || "true".equals(value);
                } else if (xml.isStart("sheet")) {
                    String name = String.valueOf(xml.attribute("name"));
                    if (id == null && xml.attribute("state") == null
                            || id == null && "visible".equals(xml.attribute("state"))) {
                        id = String.valueOf(xml.attribute("id"));
                        sheet = name;
                    } else {
                        otherSheets.add(name);
                    }
                }
            }
        }
        String target = id == null ? null : targets.get(id);
        if (target == null) {
            throw Source.refused("the workbook has no visible sheet");
        }
        readShared(target(relations, "sharedStrings"));
        XlsxFormats formats =
                XlsxFormats.read(parts.find(target(relations, "styles")), since1904, options.dateFormat());
        try (XlsxXml xml = parts.part(target)) {
            rows(xml, formats, out, parts.statedSize(target));
        }
    }

    private static String target(List<XlsxParts.Relation> relations, String type) {
        return relations.stream()
                .filter(r -> r.type().endsWith("/" + type))
                .map(XlsxParts.Relation::target)
                .findFirst()
                .orElse("");
    }

    private void readShared(String part) throws IOException {
        Optional<XlsxXml> found = parts.find(part);
        if (found.isEmpty()) {
            return;
        }
        long characters = 0;
        try (XlsxXml xml = found.get()) {
            while (xml.next()) {
                if (xml.isStart("si")) {
                    shared.add(xml.richText());
                    characters += shared.get(shared.size() - 1).length();
                    if (shared.size() > MAX_SHARED_TEXTS || characters > MAX_SHARED_CHARACTERS) {
                        throw Source.refused("the workbook has too many different texts; save the sheet as CSV");
                    }
                }
            }
        }
    }

    private void rows(XlsxXml xml, XlsxFormats formats, OutputStream out, long size) throws IOException {
        long before = parts.unpacked();
        int row = 0;
        while (xml.next()) {
            if (xml.isStart("row")) {
                int number = number(xml.attribute("r"), row + 1);
                if (number > MAX_ROWS) {
                    throw Source.refused("the sheet has more than " + MAX_ROWS + " rows");
                }
                if (number <= row) {
                    throw Source.refused("the workbook is damaged: row " + number + " comes after row " + row);
                }
                for (; row < number - 1; row++) {
                    out.write('\n');
                }
                row = number;
                out.write(line(cells(xml, formats, row)).getBytes(StandardCharsets.UTF_8));
                if (row % ROWS_A_STEP == 0) {
                    progress.progressed("reading", parts.unpacked() - before, size);
                }
            }
        }
    }

    private static int number(@Nullable String text, int otherwise) {
        return text == null ? otherwise : text.matches("\\d{1,8}") ? Integer.parseInt(text) : -1;
    }

    private List<String> cells(XlsxXml xml, XlsxFormats formats, int row) {
        List<String> cells = new ArrayList<>();
        int column = -1;
        while (xml.next() && !xml.isEnd("row")) {
            if (xml.isStart("c")) {
                int at = column(xml.attribute("r"), column + 1);
                if (at <= column) {
                    throw Source.refused("the workbook is damaged: row " + row + " has its cells out of order");
                }
                column = at;
                String text = cell(xml, formats, row);
                if (!text.isBlank()) {
                    if (column >= Header.MAX_COLUMNS) {
                        throw Source.refused(
                                "row " + row + " of the sheet has more than " + Header.MAX_COLUMNS + " columns");
                    }
                    while (cells.size() < column) {
                        cells.add("");
                    }
                    cells.add(text);
                }
            }
        }
        return cells;
    }

    /** The column of a reference such as {@code AB12}, from 0 on. */
    private static int column(@Nullable String reference, int otherwise) {
        if (reference == null) {
            return otherwise;
        }
        int column = 0;
        for (int i = 0; i < Math.min(3, reference.length()) && Character.isLetter(reference.charAt(i)); i++) {
            column = column * 26 + Character.toUpperCase(reference.charAt(i)) - 'A' + 1;
        }
        return column - 1;
    }

    private String cell(XlsxXml xml, XlsxFormats formats, int row) {
        String type = xml.attribute("t");
        String style = xml.attribute("s");
        String value = "";
        while (xml.next() && !xml.isEnd("c")) {
            if (xml.isStart("v")) {
                value = xml.text();
            } else if (xml.isStart("is")) {
                value = xml.richText();
            }
        }
        if (type == null || type.equals("n")) {
            return value.isEmpty() ? "" : formats.written(value, style);
        }
        if (type.equals("s")) {
            int index = number(value.strip(), -1);
            if (index < 0 || index >= shared.size()) {
                throw Source.refused("the workbook is damaged: row " + row + " refers to a text that is not there");
            }
            return shared.get(index);
        }
        return value;
    }

    /** The first row with anything in it, the headings, is as wide as all others have to be. */
    private String line(List<String> cells) {
        if (cells.isEmpty()) {
            return "\n";
        }
        width = width == 0 ? cells.size() : width;
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < Math.max(width, cells.size()); i++) {
            if (i > 0) {
                line.append(',');
            }
            if (i < cells.size()) {
                String text = cells.get(i).replace('\n', ' ').replace('\r', ' ');
                boolean quotes = text.indexOf(',') >= 0 || text.indexOf('"') >= 0;
                line.append(quotes ? '"' + text.replace("\"", "\"\"") + '"' : text);
            }
        }
        return line.append('\n').toString();
    }
}
