package io.shoptraining.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.shoptraining.task.TrainingSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server asks of a worker process. A worker does one thing at a time. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkerCommand.Train.class, name = "train"),
    @JsonSubTypes.Type(value = WorkerCommand.Predict.class, name = "predict"),
    @JsonSubTypes.Type(value = WorkerCommand.Backtest.class, name = "backtest"),
    @JsonSubTypes.Type(value = WorkerCommand.Check.class, name = "check"),
    @JsonSubTypes.Type(value = WorkerCommand.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = WorkerCommand.Suspend.class, name = "suspend"),
    @JsonSubTypes.Type(value = WorkerCommand.Shutdown.class, name = "shutdown")
})
public sealed interface WorkerCommand {
    /**
     * Train one model.
     *
     * @param attempt number of this try, returned in every report
     * @param snapshotFile the Parquet file to learn from
     * @param snapshotSha256 what that file must hash to
     * @param stagingDirectory the attempt's own directory, empty; every file goes there
     * @param resumeFrom a checkpoint of an earlier attempt; null to start afresh
     */
    record Train(
            String taskId,
            int attempt,
            TrainingSpec spec,
            String snapshotFile,
            String snapshotSha256,
            String stagingDirectory,
            @Nullable String resumeFrom)
            implements WorkerCommand {}

    /**
     * Forecast with a published model.
     *
     * @param modelFile the model's file; null for a model that is all metadata
     * @param description what the worker said of the model when it had trained it ({@link WorkerReport.Finished})
     * @param days days to forecast, at most the model's horizon
     * @param planned what is known of days after the sales; where several say something of one covariate, the last one that
     *     fits the series counts
     */
    record Predict(
            String requestId,
            TrainingSpec spec,
            @Nullable String modelFile,
            Map<String, Object> description,
            String snapshotFile,
            String snapshotSha256,
            int days,
            List<PlannedDay> planned)
            implements WorkerCommand {
        public Predict {
            planned = List.copyOf(planned);
        }
    }

    /**
     * Measure how well a kind of model would have forecast: train it once on what lies before the first of
     * {@code spec.folds()} windows of {@code spec.horizon()} days at the end of the sales, then forecast each window from
     * all that lies before it. Nothing is kept.
     */
    record Backtest(String requestId, TrainingSpec spec, String snapshotFile, String snapshotSha256)
            implements WorkerCommand {}

    /**
     * Load a model that comes from elsewhere; answered by {@link WorkerReport.Checked} when that can be done.
     *
     * @param modelFile as in {@link Predict}
     * @param description as in {@link Predict}
     */
    record Check(
            String requestId, TrainingSpec spec, @Nullable String modelFile, Map<String, Object> description)
            implements WorkerCommand {}

    /** Stop the training of a task, or a backtest, at the next batch; answered by {@link WorkerReport.Cancelled}. */
    record Cancel(String taskId) implements WorkerCommand {}

    /**
     * Stop the training of a task so that it can go on later as if nothing had been: at the end of the epoch, with a
     * checkpoint, when that is a few seconds away, else at once, with the last checkpoint that there is. Answered by
     * {@link WorkerReport.Suspended}, or by the end of the task when that comes first.
     */
    record Suspend(String taskId) implements WorkerCommand {}

    /** Leave when the present work is done. */
    record Shutdown() implements WorkerCommand {}
}
