package io.shoptraining.inference;

import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.task.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A forecast.
 *
 * @param used what it was made with
 * @param rows day by day, series after series
 */
public record ForecastAnswer(Used used, List<ForecastRow> rows) {
    public ForecastAnswer {
        rows = List.copyOf(rows);
    }

    /**
     * What a forecast was made with.
     *
     * @param snapshotId the sales that were read
     * @param dataThrough the last day of sales that a series in the answer has, ISO-8601
     * @param engine name and version
     * @param quantiles the levels in the rows
     * @param covariates how many values of the request were used, by the name of what is planned
     */
    public record Used(
            String filenamePrefix,
            String modelIdentifier,
            int version,
            String modelType,
            @Nullable Verdict verdict,
            String snapshotId,
            String dataThrough,
            String engine,
            int horizon,
            List<String> quantiles,
            Map<String, Integer> covariates) {
        public Used {
            covariates = new TreeMap<>(covariates);
            quantiles = List.copyOf(quantiles);
        }
    }
}
