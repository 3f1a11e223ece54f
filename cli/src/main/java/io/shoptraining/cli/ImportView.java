package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How an import is shown. */
final class ImportView {
    private static final int BAR_WIDTH = 24;

    private ImportView() {}

    static Ask upload(Ask ask, Path file, Terminal terminal) {
        return ask.with("file_name", file.getFileName()).file(file, sending(terminal));
    }

    /** Shows how much of a file has been handed over. */
    static Ask.Progress sending(Terminal terminal) {
        return new Ask.Progress() {
            private int lastPercent = -1;

            @Override
            public void sent(long bytes, long total) {
                int percent = total == 0 ? 100 : (int) (100 * bytes / total);
                if (percent > lastPercent) {
                    lastPercent = percent;
                    terminal.status(
                            percent == 100
                                    ? "checking ..."
                                    : String.format(
                                            Locale.ROOT,
                                            "%s %3d %%  reading",
                                            Drawing.bar(percent, BAR_WIDTH),
                                            percent));
                }
            }
        };
    }

    /** Which holidays hold. */
    static String calendar(Fields holidays) {
        if (holidays.text("holidays").equals("china")) {
            return "China's holidays hold.";
        }
        return holidays.text("file_name") + ": " + count(holidays, "days_off", "day") + " off, "
                + count(holidays, "festivals", "day") + " of festivals, " + count(holidays, "working", "weekend day")
                + " to work, " + holidays.text("first_date") + " to " + holidays.text("last_date")
                + ". Trainings from now on learn from them.";
    }

    static List<String> lines(Fields report, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        Fields quality = report.object("quality").orElse(new Fields(Map.of()));
        Optional<Fields> attributes = report.object("attributes");
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s read, %s kept, %s dropped; %s stored (import %s, %s)",
                report.text("file_name"),
                count(quality, "rows_read", "row"),
                count(quality, "rows_kept"),
                count(quality, "rows_dropped"),
                count(quality, "rows_stored", attributes.isPresent() ? "row" : "day"),
                report.text("id"),
                report.text("status")));
        if (attributes.isPresent()) {
            attributes(attributes.get(), quality, lines);
        } else {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s to %s, %s, %s, %s, delimiter '%s', dates as %s",
                    quality.text("first_date"),
                    quality.text("last_date"),
                    count(quality, "stores", "store"),
                    count(quality, "products", "product"),
                    quality.text("encoding"),
                    quality.text("delimiter"),
                    quality.text("date_format")));
        }
        report.object("mapping")
                .ifPresent(mapping ->
                        mapping.map().forEach((heading, field) -> lines.add("  column " + heading + " -> " + field)));
        quality.list("findings").forEach(finding -> lines.add("  note: " + finding.text("message")));
        quality.object("dropped")
                .ifPresent(dropped -> dropped.map()
                        .keySet()
                        .forEach(reason -> lines.add(
                                terminal.bad("  dropped " + count(dropped, reason) + ": " + Report.words(reason)))));
        for (Fields row : quality.list("offending")) {
            lines.add("    line " + row.text("line")
                    + (row.text("column").isEmpty() ? "" : ", column " + row.text("column")) + ": '" + row.text("value")
                    + "' " + Report.words(row.text("reason")));
        }
        return lines;
    }

    private static void attributes(Fields told, Fields quality, List<String> lines) {
        String noun = told.text("of").equals("stores") ? "store" : "product";
        lines.add(String.format(
                Locale.ROOT,
                "  attributes of %s, %s, delimiter '%s'",
                count(quality, told.text("of"), noun),
                quality.text("encoding"),
                quality.text("delimiter")));
        for (Fields column : told.list("columns")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s: %s, %.0f %% filled, %s",
                    column.text("name"),
                    column.text("kind"),
                    100 * column.number("filled").orElse(0),
                    count(column, "distinct", "different value")));
        }
        told.object("unknown_ids").ifPresent(ids -> some(ids, noun, "has no sales yet", "have no sales yet", lines));
        told.object("missing_ids")
                .ifPresent(ids -> some(ids, noun, "with sales has no row", "with sales have no row", lines));
    }

    private static void some(Fields ids, String noun, String one, String several, List<String> lines) {
        long count = (long) ids.number("count").orElse(0);
        if (count > 0) {
            List<?> first = ids.map().get("first") instanceof List<?> list ? list : List.of();
            String shown = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
            lines.add("  note: " + Plural.of(count, noun) + " " + (count == 1 ? one : several) + ": " + shown
                    + (first.size() < count ? ", ..." : ""));
        }
    }

    private static String count(Fields of, String name, String noun) {
        return Plural.of((long) of.number(name).orElse(0), noun);
    }

    private static String count(Fields of, String name) {
        return String.format(Locale.ROOT, "%,d", (long) of.number(name).orElse(0));
    }
}
