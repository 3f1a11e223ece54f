package io.shoptraining.inference;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelRow;
import io.shoptraining.json.Json;
import io.shoptraining.protocol.PlannedDay;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.protocol.WorkerReport;
import io.shoptraining.protocol.WorkerReport.ForecastRow;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.ModelRegistry;
import io.shoptraining.task.TrainingSpec;
import io.shoptraining.taskmanager.TrainingData;
import io.shoptraining.taskmanager.TrainingData.DataSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forecasts with published models, made by worker processes beside the trainings. */
public final class Forecasts {
    private static final Logger LOG = LoggerFactory.getLogger(Forecasts.class);
    private static final int MAX_ROWS = 100_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final ModelIndex index;
    private final ModelRegistry registry;
    private final TrainingData data;
    private final Questions questions;

    public Forecasts(ModelIndex index, ModelRegistry registry, TrainingData data, Questions questions) {
        this.index = index;
        this.registry = registry;
        this.data = data;
        this.questions = questions;
    }

    /** A model that may be used: its metadata can be read and its file is the one that was published. */
    private record Usable(ModelRow row, ModelMetadata metadata, Optional<Path> file) {}

    /**
     * Forecasts from the newest sales.
     *
     * @throws ShopTrainingException with every fault of the request, or why there is no forecast
     */
    public ForecastAnswer forecast(ForecastRequest request) {
        Usable model = model(request);
        TrainingSpec spec = Json.convert(model.metadata().spec(), TrainingSpec.class);
        int horizon = spec.horizon();
        int days = request.futureDays() == null ? horizon : request.futureDays();
        Faults faults = new Faults();
        if (days > horizon) {
            faults.outOfRange("future_days", days, 1, horizon);
        }
        DataSnapshot snapshot = data.current()
                .orElseThrow(() ->
                        new ShopTrainingException(ErrorCode.DATA_REFUSED, "there are no sales; import sales first"));
        Plans.check(request.covariates(), planned(model.metadata()), snapshot, faults);
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        Chosen chosen = new Chosen(spec, snapshot);
        TrainingSpec narrowed = chosen.narrowed(request.productId(), request.storeId());
        boolean plans = !request.covariates().isEmpty();
        Window window = new Window(request.startDate(), days, horizon, request.quantiles(), plans);
        try (Questions.Turn turn = questions.turn()) {
            return ask(turn, model, chosen.parts(narrowed, window.asked()), snapshot, window, request.covariates());
        }
    }

    /** What a model reads of the days to forecast. */
    private static List<String> planned(ModelMetadata metadata) {
        return metadata.description().get("features") instanceof Map<?, ?> features
                        && features.get("planned") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The version that is named, or the champion; a champion that turns out to be damaged gives way to the next. */
    private Usable model(ForecastRequest request) {
        String prefix = request.filenamePrefix();
        if (prefix != null) {
            return usable(index.require(prefix));
        }
        String identifier = String.valueOf(request.modelIdentifier());
        ShopTrainingException damage = null;
        for (ModelRow row : index.usable(identifier)) {
            try {
                return usable(row);
            } catch (ShopTrainingException e) {
                if (e.code() != ErrorCode.DAMAGED_FILE) {
                    throw e;
                }
                LOG.error("{} is damaged and is not used", row.filenamePrefix(), e);
                damage = damage == null ? e : damage;
            }
        }
        if (damage != null) {
            throw damage;
        }
        return usable(index.require(identifier)); // says what there is instead
    }

    private Usable usable(ModelRow row) {
        if (!row.isCompleted()) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT, "model '" + row.filenamePrefix() + "' is " + row.status() + ", not completed");
        }
        ModelMetadata metadata = registry.find(row.filenamePrefix())
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE, "model '" + row.filenamePrefix() + "' has lost its metadata file"));
        return new Usable(row, metadata, registry.modelFile(metadata));
    }

    private ForecastAnswer ask(
            Questions.Turn turn,
            Usable model,
            List<TrainingSpec> parts,
            DataSnapshot snapshot,
            Window window,
            List<PlannedDay> plans) {
        Plans.Reached reached = new Plans.Reached(plans);
        List<ForecastRow> rows = new ArrayList<>();
        LocalDate through = LocalDate.MIN;
        String engine = "";
        ShopTrainingException empty = null;
        for (TrainingSpec part : parts) {
            Questions.Answered<List<ForecastRow>> said;
            try {
                said = ask(turn, model, part, snapshot, window.asked(), Plans.generalFirst(plans));
            } catch (ShopTrainingException e) {
                if (e.code() != ErrorCode.NOT_FOUND || parts.size() == 1) {
                    throw e;
                }
                empty = e; // products that this store does not sell
                continue;
            }
            engine = said.engine();
            for (LocalDate first : Window.firstDays(said.answer())) {
                through = first.minusDays(1).isAfter(through) ? first.minusDays(1) : through;
            }
            reached.saw(said.answer());
            rows.addAll(window.cut(said.answer()));
            requireFew(rows);
        }
        if (rows.isEmpty() && empty != null) {
            throw empty;
        }
        Faults faults = new Faults();
        reached.check(faults);
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        return new ForecastAnswer(
                new ForecastAnswer.Used(
                        model.row().filenamePrefix(),
                        model.row().modelIdentifier(),
                        model.row().version(),
                        parts.get(0).modelType(),
                        model.row().verdict(),
                        snapshot.id(),
                        through.toString(),
                        engine,
                        parts.get(0).horizon(),
                        rows.isEmpty()
                                ? List.of()
                                : List.copyOf(rows.get(0).quantiles().keySet()),
                        Plans.counts(plans)),
                rows);
    }

    private Questions.Answered<List<ForecastRow>> ask(
            Questions.Turn turn,
            Usable model,
            TrainingSpec spec,
            DataSnapshot snapshot,
            int days,
            List<PlannedDay> plans) {
        String id = UUID.randomUUID().toString();
        WorkerCommand.Predict predict = new WorkerCommand.Predict(
                id,
                spec,
                model.file().map(Path::toString).orElse(null),
                model.metadata().description(),
                snapshot.file().toString(),
                snapshot.sha256(),
                days,
                plans);
        List<ForecastRow> rows = new ArrayList<>();
        return turn.ask(
                predict,
                id,
                LIMIT,
                report -> report instanceof WorkerReport.Predicted part
                                && part.requestId().equals(id)
                                && isWhole(part, rows)
                        ? Optional.of(rows)
                        : Optional.empty());
    }

    private static boolean isWhole(WorkerReport.Predicted part, List<ForecastRow> rows) {
        if (part.from() == 0) {
            rows.clear(); // what a worker said before it was lost
        }
        rows.addAll(part.rows());
        return part.last();
    }

    private static void requireFew(List<ForecastRow> rows) {
        if (rows.size() > MAX_ROWS) {
            throw new ShopTrainingException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "this forecast has over " + MAX_ROWS
                            + " rows; name a product_id or store_id, or fewer future_days");
        }
    }
}
