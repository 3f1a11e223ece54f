package io.shoptraining.protocol;

import io.shoptraining.json.Json;

/** Commands and reports as lines of text: one JSON object a line, without the line break. */
public final class LineCodec {
    private LineCodec() {}

    public static String encode(WorkerCommand command) {
        return Json.write(command);
    }

    public static String encode(WorkerReport report) {
        return Json.write(report);
    }

    /** @throws io.shoptraining.errors.ShopTrainingException when the line is not a command */
    public static WorkerCommand command(String line) {
        return Json.read(line, WorkerCommand.class);
    }

    /** @throws io.shoptraining.errors.ShopTrainingException when the line is not a report */
    public static WorkerReport report(String line) {
        return Json.read(line, WorkerReport.class);
    }
}
