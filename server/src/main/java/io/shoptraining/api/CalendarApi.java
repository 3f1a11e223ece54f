package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.sales.HolidayCalendar;
import io.shoptraining.sales.HolidayCalendar.Kind;
import io.shoptraining.sales.SalesStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The holidays of the sales: China's, or those of a file. */
public final class CalendarApi {
    private static final long MAX_BYTES = 16 << 20;

    private final SalesStore sales;
    private final Path uploads;

    /** @param uploads where files lie while they arrive */
    public CalendarApi(SalesStore sales, Path uploads) {
        this.sales = sales;
        this.uploads = uploads;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/calendar", Role.VIEWER, "Which holidays models learn from.", this::show),
                Route.post(
                                "/calendar",
                                Role.OPERATOR,
                                "Upload a CSV file of holidays, as the part 'file' of a form or as the body itself; they"
                                        + " take the place of China's from the next training on.",
                                this::take)
                        .upTo(MAX_BYTES)
                        .query("file_name", "What people call the file, when it is the body itself.")
                        .answers(201, null),
                Route.delete("/calendar", Role.OPERATOR, "Go back to China's holidays.", this::remove));
    }

    private Answer show(Call call) {
        return Answer.ok(about());
    }

    private Answer take(Call call) {
        try (Upload upload = Upload.receive(call, uploads)) {
            sales.takeCalendar(upload.file(), upload.label());
            return Answer.json(201, about());
        }
    }

    private Answer remove(Call call) {
        sales.removeCalendar();
        return Answer.ok(about());
    }

    private Map<String, @Nullable Object> about() {
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        HolidayCalendar calendar = sales.calendar().orElse(null);
        about.put("holidays", calendar == null ? "china" : "file");
        if (calendar != null) {
            List<HolidayCalendar.Day> days = calendar.days();
            TreeSet<String> figures = new TreeSet<>();
            days.forEach(day -> figures.addAll(day.figures().keySet()));
            about.put("file_name", calendar.fileName());
            about.put("imported_at", calendar.importedAt());
            about.put("first_date", days.get(0).date());
            about.put("last_date", days.get(days.size() - 1).date());
            about.put("days_off", calendar.dates(Kind.DAY_OFF).size());
            about.put("festivals", calendar.dates(Kind.FESTIVAL).size());
            about.put("working", calendar.dates(Kind.WORKING).size());
            about.put("planned", figures);
            about.put("ignored_columns", calendar.ignoredColumns());
        }
        about.put("snapshot_id", sales.current().map(snapshot -> snapshot.id()).orElse(null));
        return about;
    }
}
