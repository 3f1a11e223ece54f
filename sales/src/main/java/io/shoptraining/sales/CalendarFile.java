package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.sales.HolidayCalendar.Day;
import io.shoptraining.sales.HolidayCalendar.Kind;
import io.shoptraining.task.Numbers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A CSV file of holidays: date, name, perhaps a kind or whether people work, and figures that are planned for the day. */
final class CalendarFile {
    private static final int MAX_DAYS = 100_000;
    private static final int SHOWN = 20;
    private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(2100, 12, 31);
    private static final List<String> DATE = Field.DATE.headings();
    private static final List<String> NAME = List.of("name", "holiday", "holiday_name", "名称", "节日", "节假日");
    private static final List<String> KIND = List.of("kind", "类型");
    private static final List<String> WORKING = List.of("working", "workday", "上班", "调休");
    private static final Map<String, Kind> WORDS = Map.of(
            "day_off", Kind.DAY_OFF,
            "holiday", Kind.DAY_OFF,
            "休", Kind.DAY_OFF,
            "festival", Kind.FESTIVAL,
            "节", Kind.FESTIVAL,
            "working", Kind.WORKING,
            "班", Kind.WORKING);
    private static final List<String> YES = List.of("1", "true", "yes", "y", "是");
    private static final List<String> NO = List.of("", "0", "false", "no", "n", "否");

    private final SmallTable table;
    private final int date;
    private final int name;
    private final int kind;
    private final int working;
    private final int[] figures;
    private final List<String> faults = new ArrayList<>();

    private CalendarFile(SmallTable table) {
        this.table = table;
        date = column(DATE);
        name = column(NAME);
        kind = column(KIND);
        working = column(WORKING);
        if (date < 0 || name < 0) {
            throw Source.refused("no column for " + (date < 0 ? "date" : "name") + "; the headings are "
                    + String.join(", ", table.headings()));
        }
        figures = IntStream.range(0, table.headings().size())
                .filter(i -> i != date && i != name && i != kind && i != working && isNumeric(i))
                .toArray();
    }

    /**
     * Reads a whole file.
     *
     * @throws ShopTrainingException {@link ErrorCode#DATA_REFUSED} with the lines that are at fault
     */
    static HolidayCalendar read(Path file, String fileName, Instant now) {
        try {
            return new CalendarFile(SmallTable.read(file)).calendar(fileName, now);
        } catch (ShopTrainingException e) {
            throw e.code() == ErrorCode.DATA_REFUSED
                    ? new ShopTrainingException(e.code(), fileName + ": " + e.getMessage(), e)
                    : e;
        }
    }

    private int column(List<String> names) {
        List<Integer> columns = IntStream.range(0, table.headings().size())
                .filter(i -> names.contains(Field.plain(table.headings().get(i))))
                .boxed()
                .toList();
        if (columns.size() > 1) {
            throw Source.refused(
                    "two headings mean the same: " + table.headings().get(columns.get(0)) + " and "
                            + table.headings().get(columns.get(1)));
        }
        return columns.isEmpty() ? -1 : columns.get(0);
    }

    private boolean isNumeric(int column) {
        List<String> cells = table.rows().stream()
                .map(row -> row.cells().get(column))
                .filter(cell -> !cell.isEmpty())
                .toList();
        return !cells.isEmpty()
                && cells.stream().allMatch(cell -> Numbers.real(cell).isPresent());
    }

    private HolidayCalendar calendar(String fileName, Instant now) {
        Map<LocalDate, Day> days = new TreeMap<>();
        for (SmallTable.Row row : table.rows()) {
            String said = row.cells().get(date);
            Optional<LocalDate> day =
                    SmallTable.date(said).filter(one -> !one.isBefore(EARLIEST) && !one.isAfter(LATEST));
            if (day.isEmpty()) {
                faults.add("line " + row.line() + ": '" + Header.shortened(said)
                        + "' is not a date such as 2026-01-31, from 1990 to 2100");
            } else if (days.containsKey(day.get())) {
                faults.add("line " + row.line() + ": " + day.get() + " is there already");
            } else {
                days.put(day.get(), day(row, day.get()));
            }
        }
        days.values().removeIf(day -> day.name() == null && day.figures().isEmpty());
        if (!faults.isEmpty()) {
            throw Source.refused(faults.stream().limit(SHOWN).collect(Collectors.joining("; "))
                    + (faults.size() > SHOWN ? "; and " + (faults.size() - SHOWN) + " more" : ""));
        }
        if (days.isEmpty() || days.size() > MAX_DAYS) {
            throw Source.refused(
                    days.isEmpty() ? "there is no holiday in it" : "it has more than " + MAX_DAYS + " days");
        }
        return new HolidayCalendar(fileName, now.toString(), List.copyOf(days.values()), ignored());
    }

    private Day day(SmallTable.Row row, LocalDate day) {
        Map<String, Double> planned = new TreeMap<>();
        for (int column : figures) {
            Numbers.real(row.cells().get(column))
                    .ifPresent(
                            figure -> planned.put(Field.plain(table.headings().get(column)), figure));
        }
        String called = row.cells().get(name);
        return called.isEmpty()
                ? new Day(day.toString(), null, null, planned)
                : new Day(day.toString(), called, kind(row), planned);
    }

    private Kind kind(SmallTable.Row row) {
        String flag = cell(row, working);
        String word = cell(row, kind);
        Kind known = word.isEmpty() ? Kind.DAY_OFF : WORDS.get(word);
        if (known == null) {
            faults.add("line " + row.line() + ": the kind '" + Header.shortened(word)
                    + "' is unknown; allowed: day_off, festival, working");
        }
        if (!YES.contains(flag) && !NO.contains(flag)) {
            faults.add("line " + row.line() + ": '" + Header.shortened(flag) + "' is neither yes nor no");
        }
        return YES.contains(flag) || known == null ? Kind.WORKING : known;
    }

    private static String cell(SmallTable.Row row, int column) {
        return column < 0 ? "" : Field.plain(row.cells().get(column));
    }

    private List<String> ignored() {
        return IntStream.range(0, table.headings().size())
                .filter(i -> i != date && i != name && i != kind && i != working)
                .filter(i -> IntStream.of(figures).noneMatch(figure -> figure == i))
                .mapToObj(table.headings()::get)
                .toList();
    }
}
