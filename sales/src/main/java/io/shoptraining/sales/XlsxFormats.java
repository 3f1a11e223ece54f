package io.shoptraining.sales;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the numbers of a workbook are meant: a number whose format shows a day is a date, one whose format is all zeros
 * keeps its leading zeros.
 */
final class XlsxFormats {
    private static final int MAX_STYLES = 65_536;
    private static final int SECONDS_A_DAY = 86_400;
    private static final int END_OF_1900_FEBRUARY = 60;
    private static final double MAX_SERIAL = 2_958_466;
    private static final double MAX_WHOLE = 1e15;

    private final List<String> codes = new ArrayList<>();
    private final boolean since1904;
    private final DateTimeFormatter dates;

    /**
     * @param styles the part with the formats; null when the workbook has none
     * @param since1904 whether the workbook counts its days from 1904
     * @param dateFormat how dates are to be written; null for {@code yyyy-MM-dd}
     */
    XlsxFormats(@Nullable XlsxXml styles, boolean since1904, @Nullable String dateFormat) {
        this.since1904 = since1904;
        this.dates = DateTimeFormatter.ofPattern(dateFormat == null ? "yyyy-MM-dd" : dateFormat, Locale.ROOT);
        if (styles != null) {
            read(styles);
        }
    }

    static XlsxFormats read(Optional<XlsxXml> styles, boolean since1904, @Nullable String dateFormat)
            throws IOException {
        if (styles.isEmpty()) {
            return new XlsxFormats(null, since1904, dateFormat);
        }
        try (XlsxXml xml = styles.get()) {
            return new XlsxFormats(xml, since1904, dateFormat);
        }
    }

    private void read(XlsxXml xml) {
        Map<String, String> own = new HashMap<>();
        boolean inCells = false;
        while (xml.next()) {
            if (xml.isStart("numFmt")) {
                own.put(text(xml.attribute("numFmtId")), text(xml.attribute("formatCode")));
            } else if (xml.isStart("cellXfs") || xml.isEnd("cellXfs")) {
                inCells = xml.isStart("cellXfs");
            } else if (inCells && xml.isStart("xf")) {
                String id = text(xml.attribute("numFmtId"));
                codes.add(own.getOrDefault(id, builtIn(id)));
            }
            if (codes.size() > MAX_STYLES || own.size() > MAX_STYLES) {
                throw Source.refused("the workbook has more than " + MAX_STYLES + " cell formats");
            }
        }
    }

    private static String text(@Nullable String attribute) {
        return attribute == null ? "" : attribute;
    }

    /** Formats that need not be written down: 14 to 22 and 27 to 58 are days and times, in whatever language. */
    private static String builtIn(String id) {
        boolean day = id.matches("1[4-7]|22|2[7-9]|3[01]|36|5[0-8]");
        return day ? "yyyy-mm-dd" : "";
    }

    /** The number of a cell as a file of texts would have it. */
    String written(String number, @Nullable String style) {
        String raw = number.strip();
        String code = code(style);
        double value;
        try {
            value = Double.parseDouble(raw);
        } catch (NumberFormatException e) {
            return raw;
        }
        if (isDate(code) && value >= 0 && value < MAX_SERIAL) {
            return date(value);
        }
        String plain = raw.matches("-?\\d{1,18}") ? raw : plain(value);
        if (code.matches("0{2,30}") && plain.matches("\\d+") && plain.length() < code.length()) {
            return "0".repeat(code.length() - plain.length()) + plain;
        }
        return plain;
    }

    private String code(@Nullable String style) {
        if (style == null || !style.matches("\\d{1,6}")) {
            return "";
        }
        int index = Integer.parseInt(style);
        return index < codes.size() ? codes.get(index) : "";
    }

    private static String plain(double value) {
        if (value == Math.rint(value) && Math.abs(value) < MAX_WHOLE) {
            return String.valueOf((long) value);
        }
        String text = String.valueOf(value);
        boolean moderate = Math.abs(value) < 1e18 && Math.abs(value) > 1e-9;
        return moderate ? new BigDecimal(text).toPlainString() : text;
    }

    /** True when the first section of a format shows a year or a day, outside of quotes, escapes and brackets. */
    static boolean isDate(String code) {
        for (int i = 0; i < code.length(); i++) {
            char c = Character.toLowerCase(code.charAt(i));
            switch (c) {
                case '"' -> i = past(code, i, '"');
                case '[' -> i = past(code, i, ']');
                case '\\', '_', '*' -> i++;
                case ';' -> {
                    return false;
                }
                case 'y', 'd' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private static int past(String code, int from, char end) {
        int at = code.indexOf(end, from + 1);
        return at < 0 ? code.length() : at;
    }

    /** Excel takes 1900 for a leap year, so that days up to its last day of February are one off. */
    private String date(double serial) {
        long day = (long) Math.floor(serial);
        long seconds = Math.round((serial - day) * SECONDS_A_DAY);
        LocalDate first = since1904 ? LocalDate.of(1904, 1, 1) : LocalDate.of(1899, 12, 30);
        if (!since1904 && day <= END_OF_1900_FEBRUARY) {
            day++;
        }
        LocalDateTime at = first.plusDays(day).atTime(LocalTime.MIDNIGHT).plusSeconds(seconds);
        String date = dates.format(at);
        return at.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? date
                : date + " " + DateTimeFormatter.ISO_LOCAL_TIME.format(at.toLocalTime());
    }
}
