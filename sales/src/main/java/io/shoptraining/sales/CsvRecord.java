package io.shoptraining.sales;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One record of a CSV file with quotes, as RFC 4180 has it. */
record CsvRecord(State state, List<String> fields) {
    /** How the parsing of a record ended. */
    enum State {
        COMPLETE,
        /** A quote is still open at the end of the line. */
        OPEN,
        /** Text after a closing quote. */
        BROKEN
    }

    /** @param most so many fields and one more are kept; further ones are parsed, but not remembered */
    static CsvRecord parse(String line, char delimiter, int most) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (true) {
            if (at < line.length() && line.charAt(at) == '"') {
                StringBuilder field = new StringBuilder();
                int next = quoted(line, at + 1, field);
                if (next < 0) {
                    return new CsvRecord(State.OPEN, fields);
                }
                add(fields, field.toString(), most);
                if (next < line.length() && line.charAt(next) != delimiter) {
                    return new CsvRecord(State.BROKEN, fields);
                }
                at = next;
            } else {
                int next = line.indexOf(delimiter, at);
                int end = next < 0 ? line.length() : next;
                add(fields, line.substring(at, end), most);
                at = end;
            }
            if (at >= line.length()) {
                return new CsvRecord(State.COMPLETE, fields);
            }
            at++;
        }
    }

    private static void add(List<String> fields, String field, int most) {
        if (fields.size() <= most) {
            fields.add(field);
        }
    }

    /** Appends the text of a quoted field and returns the place after its closing quote; -1 when it is open. */
    private static int quoted(String line, int from, StringBuilder field) {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c != '"') {
                field.append(c);
                at++;
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                field.append(c);
                at += 2;
            } else {
                return at + 1;
            }
        }
        return -1;
    }

    /** The record as one clean line: inner line breaks become blanks, quotes only where they are needed. */
    byte[] cleanLine(char delimiter) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                line.append(delimiter);
            }
            String field = fields.get(i).replace('\n', ' ').replace('\r', ' ');
            if (field.indexOf('"') >= 0 || field.indexOf(delimiter) >= 0) {
                line.append('"').append(field.replace("\"", "\"\"")).append('"');
            } else {
                line.append(field);
            }
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    Optional<String> field(int index) {
        return index < fields.size() ? Optional.of(fields.get(index)) : Optional.empty();
    }
}
