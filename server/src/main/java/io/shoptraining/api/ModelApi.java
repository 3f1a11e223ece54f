package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.index.ModelIndex;
import io.shoptraining.index.ModelRow;
import io.shoptraining.index.ModelStore;
import io.shoptraining.index.Promotion;
import io.shoptraining.json.Json;
import io.shoptraining.registry.ModelMetadata;
import io.shoptraining.registry.VerifyReport;
import io.shoptraining.task.Page;
import io.shoptraining.task.Verdict;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trained models: looked at, taken out and brought in as files, promoted, deleted. */
public final class ModelApi {
    private static final String BINARY = "application/octet-stream";
    private static final List<String> KINDS = List.of("model", "metadata", "loss_curve", "bundle");

    private final ModelIndex models;
    private final ModelStore store;
    private final long maxBundleBytes;

    /** @param maxBundleBytes the longest bundle that is imported */
    public ModelApi(ModelIndex models, ModelStore store, long maxBundleBytes) {
        this.models = models;
        this.store = store;
        this.maxBundleBytes = maxBundleBytes;
    }

    public List<Route> routes() {
        return List.of(
                Listing.paged(Route.get("/models", Role.VIEWER, "Versions of models, newest first.", this::list)
                        .query("model_identifier", "Only versions of this model.")
                        .query("verdict", "Only those that the version gate accepted, or rejected.")),
                Route.post("/models/import", Role.OPERATOR, "Take in a model that was exported.", this::importBundle)
                        .upTo(maxBundleBytes)
                        .answers(201, ModelRow.class),
                Route.get("/models/{filename_prefix}", Role.VIEWER, "One version and its metadata.", this::show),
                Route.get(
                        "/models/{filename_prefix}/files/{kind}",
                        Role.VIEWER,
                        "A file of a version: model, metadata, loss_curve, or bundle for all of them in one.",
                        this::file),
                Route.get(
                                "/models/{filename_prefix}/verify",
                                Role.VIEWER,
                                "Read every file of a version, and say what is not as it was published.",
                                call -> Answer.ok(store.inspect(call.path("filename_prefix"))))
                        .answers(200, VerifyReport.class),
                Route.get(
                        "/models/{model_identifier}/history",
                        Role.VIEWER,
                        "How the champions of a model came and went, newest first.",
                        this::history),
                Route.post(
                                "/models/{filename_prefix}/promote",
                                Role.OPERATOR,
                                "Let forecasts use this version when none is named.",
                                this::promote)
                        .fields(Map.of("force", "true to promote a version that the gate rejected; for admins."))
                        .answers(200, ModelRow.class),
                Route.delete(
                                "/models/{filename_prefix}",
                                Role.ADMIN,
                                "Take a version out of the store; its files go into quarantine.",
                                this::delete)
                        .answers(200, ModelRow.class));
    }

    private Answer list(Call call) {
        Listing listing = new Listing(call);
        int limit = listing.limit();
        Optional<String> verdict = listing.word("verdict", List.of("accepted", "rejected"));
        listing.check();
        Page<ModelRow> page = models.page(
                call.query("model_identifier").orElse(null),
                verdict.map(word -> Json.convert(word, Verdict.class)).orElse(null),
                listing.cursor(),
                limit);
        Map<String, Optional<ModelRow>> champions = new HashMap<>();
        List<Map<String, @Nullable Object>> items = page.items().stream()
                .map(row -> shown(
                        row,
                        champions
                                .computeIfAbsent(row.modelIdentifier(), models::champion)
                                .orElse(null)))
                .toList();
        return Listing.answer(items, page.nextCursor());
    }

    private static Map<String, @Nullable Object> shown(ModelRow row, @Nullable ModelRow champion) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>(Json.toMap(row));
        shown.put("champion", champion != null && champion.id() == row.id());
        return shown;
    }

    /** Metadata that cannot be read are no reason not to show the row, which says what is wrong. */
    private Answer show(Call call) {
        ModelRow row = models.require(call.path("filename_prefix"));
        ModelMetadata metadata = null;
        String problem = null;
        if (row.isCompleted()) {
            try {
                metadata = store.metadata(row.filenamePrefix());
            } catch (ShopTrainingException e) {
                problem = e.getMessage();
            }
        }
        Map<String, @Nullable Object> shown =
                shown(row, models.champion(row.modelIdentifier()).orElse(null));
        shown.put("metadata", metadata);
        shown.put("problem", problem);
        return Answer.ok(shown);
    }

    private Answer file(Call call) {
        String kind = call.path("kind");
        if (!KINDS.contains(kind)) {
            Faults faults = new Faults();
            faults.unknown("kind", kind, KINDS);
            faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        }
        ModelMetadata metadata = store.metadata(call.path("filename_prefix"));
        String prefix = metadata.filenamePrefix();
        if (kind.equals("bundle")) {
            store.verify(prefix);
            return new Answer(
                    200,
                    BINARY,
                    Map.of("Content-Disposition", "attachment; filename=\"" + prefix + ".zip\""),
                    out -> store.export(prefix, Channels.newChannel(out)));
        }
        Path file = store.file(prefix, kind);
        String type = switch (kind) {
            case "metadata" -> Answer.JSON;
            case "loss_curve" -> "image/png";
            default -> BINARY;
        };
        return Answer.file(type, String.valueOf(file.getFileName()), file);
    }

    private Answer history(Call call) {
        String name = call.path("model_identifier");
        List<Promotion> history = models.history(name);
        if (history.isEmpty()) {
            ModelRow any = models.find(name).orElseGet(() -> models.anyOf(name));
            history = models.history(any.modelIdentifier());
        }
        return Listing.answer(history, null);
    }

    private Answer promote(Call call) {
        Map<String, Object> body = call.body();
        Faults faults = new Faults();
        body.keySet().stream()
                .filter(field -> !field.equals("force"))
                .forEach(field -> faults.unknown(field, field, List.of("force")));
        Object force = body.getOrDefault("force", false);
        if (!(force instanceof Boolean)) {
            faults.add("force", "wrong_type", "is not true or false");
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        if (force.equals(true) && !call.principal().role().mayActAs(Role.ADMIN)) {
            throw new ShopTrainingException(
                    ErrorCode.FORBIDDEN,
                    "to promote by force takes the role admin; yours is "
                            + call.principal().role().word());
        }
        return Answer.ok(
                models.promote(call.path("filename_prefix"), call.principal().name(), force.equals(true)));
    }

    private Answer delete(Call call) {
        return Answer.ok(
                store.delete(call.path("filename_prefix"), call.principal().name()));
    }

    private Answer importBundle(Call call) {
        InputStream bundle = FormFile.of(call).<InputStream>map(form -> form).orElseGet(call::stream);
        ModelRow row = store.importBundle(bundle, call.principal().name());
        return Answer.json(201, row).with("Location", Api.ROOT + "/models/" + Api.escape(row.filenamePrefix()));
    }
}
