package io.shoptraining.sales;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The date formats of sales files: how one is recognised, and how DuckDB reads it. */
enum DateFormat {
    ISO("yyyy-MM-dd", "\\d{4}-\\d{1,2}-\\d{1,2}", "TRY_CAST(%s AS DATE)"),
    SLASHES("yyyy/MM/dd", "\\d{4}/\\d{1,2}/\\d{1,2}", "TRY_CAST(replace(%s, '/', '-') AS DATE)"),
    COMPACT(
            "yyyyMMdd",
            "\\d{8}",
            "CASE WHEN regexp_full_match(%1$s, '[0-9]{8}([ T].*)?') THEN"
                    + " CAST(try_strptime(left(%1$s, 8), '%%Y%%m%%d') AS DATE) END"),
    DOTS("yyyy.MM.dd", "\\d{4}\\.\\d{1,2}\\.\\d{1,2}", "TRY_CAST(replace(split_part(%s, ' ', 1), '.', '-') AS DATE)"),
    CHINESE(
            "yyyy年MM月dd日",
            "\\d{4}年\\d{1,2}月\\d{1,2}日",
            "TRY_CAST(replace(replace(replace(%s, '年', '-'), '月', '-'), '日', '') AS DATE)"),
    DAY_FIRST("dd/MM/yyyy", "(\\d{1,2})[/.-](\\d{1,2})[/.-]\\d{4}", parts("%d/%m/%Y")),
    MONTH_FIRST("MM/dd/yyyy", "(\\d{1,2})[/.-](\\d{1,2})[/.-]\\d{4}", parts("%m/%d/%Y"));

    private static final int MAX_MONTH = 12;

    private final String pattern;

    @SuppressWarnings("ImmutableEnumChecker") // a Pattern never changes
    private final Pattern shape;

    private final String sql;

    DateFormat(String pattern, String shape, String sql) {
        this.pattern = pattern;
        this.shape = Pattern.compile(shape + "([ T].*)?");
        this.sql = sql;
    }

    private static String parts(String format) {
        return "CAST(try_strptime(regexp_replace(split_part(replace(%s, 'T', ' '), ' ', 1), '[.-]', '/', 'g'), '"
                + format.replace("%", "%%") + "') AS DATE)";
    }

    String pattern() {
        return pattern;
    }

    /** The SQL that turns a trimmed text column into a date, or null when it is none. */
    String sql(String column) {
        return String.format(sql, column);
    }

    static DateFormat ofPattern(String pattern) {
        for (DateFormat format : values()) {
            if (format.pattern.equals(pattern)) {
                return format;
            }
        }
        throw new IllegalArgumentException(pattern);
    }

    /** The format of most texts of the sample; refuses when day and month cannot be told apart. */
    static DateFormat recognise(List<String> texts, String heading) {
        DateFormat best = ISO;
        long most = 0;
        for (DateFormat format : values()) {
            long count = texts.stream()
                    .filter(t -> format.shape.matcher(t).matches())
                    .count();
            if (count > most) {
                best = format;
                most = count;
            }
        }
        if (most == 0) {
            String first = texts.isEmpty() ? "" : texts.get(0);
            throw Source.refused("column '" + heading + "': '" + Header.shortened(first)
                    + "' is not a date; accepted are " + String.join(", ", ImportOptions.DATE_FORMATS));
        }
        return best == DAY_FIRST ? dayOrMonthFirst(texts, heading) : best;
    }

    private static DateFormat dayOrMonthFirst(List<String> texts, String heading) {
        boolean dayFirst = texts.stream().anyMatch(t -> part(t, 1).orElse(0) > MAX_MONTH);
        boolean monthFirst = texts.stream().anyMatch(t -> part(t, 2).orElse(0) > MAX_MONTH);
        if (dayFirst == monthFirst) {
            throw Source.refused("column '" + heading + "': dates like '" + texts.get(0)
                    + (dayFirst ? "' are mixed" : "' can be read two ways")
                    + "; give the date format (--date-format dd/MM/yyyy or MM/dd/yyyy)");
        }
        return dayFirst ? DAY_FIRST : MONTH_FIRST;
    }

    private static Optional<Integer> part(String text, int group) {
        var matcher = DAY_FIRST.shape.matcher(text);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(group))) : Optional.empty();
    }

    /** True for a text with a time of day other than midnight. */
    static boolean hasTime(String text) {
        return text.matches(".*[ T]\\d{1,2}:\\d{2}.*") && !text.matches(".*[ T]0?0:00(:00(\\.0*)?)?(Z)?");
    }
}
