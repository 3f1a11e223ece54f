package io.shoptraining.cli;

import io.shoptraining.json.Json;
import io.shoptraining.sales.ImportReport;
import io.shoptraining.sales.ProgressListener;
import io.shoptraining.sales.QualityReport;
import java.util.Locale;

/** How an import is shown. */
final class ImportView {
    private static final int BAR_WIDTH = 24;

    private ImportView() {}

    static ProgressListener progress(Terminal terminal) {
        return (stage, done, total) -> {
            if (total > 0) {
                double percent = 100.0 * done / total;
                terminal.status(
                        String.format(Locale.ROOT, "%s %3.0f %%  %s", Drawing.bar(percent, BAR_WIDTH), percent, stage));
            } else {
                terminal.status(String.format(Locale.ROOT, "%s  %,d", stage, done));
            }
        };
    }

    static void print(ImportReport report, Options options, Terminal terminal) {
        if (options.json()) {
            terminal.result(Json.write(report));
            return;
        }
        QualityReport quality = report.quality();
        terminal.result(String.format(
                Locale.ROOT,
                "%s: %,d rows read, %,d kept, %,d dropped; %,d days stored (import %s, %s)",
                report.fileName(),
                quality.rowsRead(),
                quality.rowsKept(),
                quality.rowsDropped(),
                quality.rowsStored(),
                report.id(),
                report.status().name().toLowerCase(Locale.ROOT)));
        terminal.result(String.format(
                Locale.ROOT,
                "  %s to %s, %,d stores, %,d products, %s, delimiter '%s', dates as %s",
                quality.firstDate(),
                quality.lastDate(),
                quality.stores(),
                quality.products(),
                quality.encoding(),
                quality.delimiter(),
                quality.dateFormat()));
        report.mapping().forEach((heading, field) -> terminal.result("  column " + heading + " -> " + field));
        quality.findings().forEach(finding -> terminal.result("  note: " + finding.message()));
        quality.dropped()
                .forEach((reason, rows) ->
                        terminal.result(terminal.bad(String.format(Locale.ROOT, "  dropped %,d: %s", rows, reason))));
        quality.offending()
                .forEach(row -> terminal.result("    line " + row.line()
                        + (row.column().isEmpty() ? "" : ", column " + row.column()) + ": '" + row.value() + "' "
                        + row.reason()));
    }
}
