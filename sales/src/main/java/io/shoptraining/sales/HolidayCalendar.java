package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The holidays of a data directory, as its owner gave them; they take the place of China's.
 *
 * @param fileName what people call the file
 * @param importedAt ISO-8601
 * @param days in the order of their dates
 * @param ignoredColumns headings of the file that are not read
 */
public record HolidayCalendar(String fileName, String importedAt, List<Day> days, List<String> ignoredColumns) {
    /** In the folder of a store of sales and in those of its snapshots. */
    static final String FILE = "calendar.json";

    public HolidayCalendar {
        days = List.copyOf(days);
        ignoredColumns = List.copyOf(ignoredColumns);
    }

    /** What a named day is. */
    public enum Kind {
        /** People do not work. */
        DAY_OFF,
        /** A day off that people buy for, weeks ahead: Christmas, the new year of the moon. */
        FESTIVAL,
        /** People work though it is a weekend. */
        WORKING
    }

    /**
     * One day.
     *
     * @param date ISO-8601
     * @param name null when the day only has figures
     * @param kind null as the name
     * @param figures what is planned of the day, by the names of covariates
     */
    public record Day(
            String date, @Nullable String name, @Nullable Kind kind, Map<String, Double> figures) {
        public Day {
            figures = new TreeMap<>(figures);
        }
    }

    /** The dates of one kind, in order. */
    public List<String> dates(Kind kind) {
        return days.stream().filter(day -> day.kind == kind).map(Day::date).toList();
    }

    /** The calendar in a folder; empty when there is none. */
    static Optional<HolidayCalendar> in(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(Files.readString(file), HolidayCalendar.class));
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + file, e);
        } catch (ShopTrainingException e) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, file + ": " + e.getMessage(), e);
        }
    }

    void write(Path folder) {
        Durable.createFolder(folder);
        Durable.write(folder.resolve(FILE), Json.write(this) + "\n");
    }
}
