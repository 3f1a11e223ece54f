package io.shoptraining.protocol;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;

/** Commands and reports as lines of text: one JSON object a line, without the line break. */
public final class LineCodec {
    /** A report has fewer characters, so that a worker gone mad cannot fill the server's memory. */
    public static final int MOST_CHARACTERS = 16 << 20;

    private LineCodec() {}

    public static String encode(WorkerCommand command) {
        return Json.write(command);
    }

    /** @throws ShopTrainingException {@link ErrorCode#PAYLOAD_TOO_LARGE} when the report is longer than a line may be */
    public static String encode(WorkerReport report) {
        String line = Json.write(report);
        if (line.length() >= MOST_CHARACTERS) {
            throw new ShopTrainingException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "what the worker has to tell is " + (line.length() >> 20) + " MiB long, and at most "
                            + (MOST_CHARACTERS >> 20) + " MiB can be told; choose fewer series, or shorter ids");
        }
        return line;
    }

    /** @throws ShopTrainingException when the line is not a command */
    public static WorkerCommand command(String line) {
        return Json.read(line, WorkerCommand.class);
    }

    /** @throws ShopTrainingException when the line is not a report */
    public static WorkerReport report(String line) {
        return Json.read(line, WorkerReport.class);
    }
}
