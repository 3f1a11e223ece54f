package io.shoptraining.zoo;

import io.shoptraining.features.WindowSet;
import io.shoptraining.forecast.QuantileLevels;
import io.shoptraining.json.Json;
import io.shoptraining.task.CurvePoint;
import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The trained models of an {@link Ensemble}, and how what they say is put together. */
final class Committee implements TrainedModel {
    private final Map<String, Mixture> mixtures;
    private final @Nullable ErrorQuantiles errors;
    private final List<Choice.Reason> reasons;
    private final List<Member> members = new ArrayList<>();
    private final List<TrainedModel> models = new ArrayList<>();

    Committee(Map<String, Mixture> mixtures, @Nullable ErrorQuantiles errors, List<Choice.Reason> reasons) {
        this.mixtures = mixtures;
        this.errors = errors;
        this.reasons = reasons;
    }

    /** Takes a model in, and closes it in the end. They come in the order of the weights. */
    void join(Member member, TrainedModel model) {
        members.add(member);
        models.add(model);
    }

    @Override
    public float[][][] predict(WindowSet windows) {
        float[][][] mixed = new float[windows.size()][windows.horizon()][QuantileLevels.OUTPUTS];
        Mixture[] chosen = new Mixture[windows.size()];
        for (int window = 0; window < chosen.length; window++) {
            chosen[window] = Choice.mixture(mixtures, DemandPattern.of(windows.history(window)));
        }
        for (int model = 0; model < models.size(); model++) {
            float[][][] said = models.get(model).predict(windows);
            for (int window = 0; window < chosen.length; window++) {
                for (int output = 0; output < QuantileLevels.OUTPUTS; output++) {
                    float share = (float) chosen[window].weight(output, model);
                    for (int day = 0; day < windows.horizon(); day++) {
                        mixed[window][day][output] += share * said[window][day][output];
                    }
                }
            }
        }
        for (int window = 0; window < mixed.length; window++) {
            for (float[] day : mixed[window]) {
                if (errors != null) {
                    errors.move(day, windows.scale(window));
                }
                // each quantile is made up by itself, so that they may cross: see Chernozhukov et al. 2010
                Arrays.sort(day, 1, day.length);
                for (int level = 1; level < day.length; level++) {
                    day[level] = Math.max(0, day[level]);
                }
            }
        }
        return mixed;
    }

    @Override
    public String extension() {
        return MemberFiles.EXTENSION;
    }

    @Override
    public boolean save(Path file) {
        return MemberFiles.write(file, models);
    }

    /**
     * What is kept beside the file.
     *
     * @param chosen why the models are put together so; for whoever asks
     */
    private record Facts(
            List<Part> members,
            Map<String, Mixture> mixtures,
            @Nullable ErrorQuantiles errors,
            List<Choice.Reason> chosen) {
        Facts {
            boolean fits = mixtures.containsKey(Choice.ALL);
            for (Mixture mixture : mixtures.values()) {
                fits &= mixture.models() == members.size();
            }
            if (!fits) {
                throw new IllegalArgumentException(members.size() + " members, mixtures is " + mixtures);
            }
        }
    }

    private record Part(String modelType, Map<String, Object> hyperparameters, Map<String, Object> description) {}

    @Override
    public Map<String, Object> description() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            Member member = members.get(i);
            parts.add(new Part(
                    member.modelType(),
                    member.spec().hyperparameters(),
                    models.get(i).description()));
        }
        return Json.toMap(new Facts(parts, mixtures, errors, reasons));
    }

    /** See {@link Learner#load}. */
    static TrainedModel load(
            Function<String, Learner> zoo, TrainingSpec spec, @Nullable Path archive, Map<String, Object> description) {
        Facts facts = Description.read(
                description, Facts.class, "which models it is made of: needed are members and mixtures");
        if (archive == null) {
            return load(zoo, spec, facts, Map.of());
        }
        try (MemberFiles files = MemberFiles.read(archive)) {
            return load(zoo, spec, facts, files.byModel());
        }
    }

    private static TrainedModel load(
            Function<String, Learner> zoo, TrainingSpec spec, Facts facts, Map<Integer, Path> files) {
        Committee committee = new Committee(facts.mixtures(), facts.errors(), facts.chosen());
        try {
            for (int i = 0; i < facts.members().size(); i++) {
                Part part = facts.members().get(i);
                Member member = Member.of(zoo.apply(part.modelType()), spec, part.hyperparameters());
                committee.join(member, member.learner().load(member.spec(), files.get(i), part.description()));
            }
            return committee;
        } catch (RuntimeException | Error e) {
            committee.close();
            throw e;
        }
    }

    @Override
    public List<CurvePoint> curve() {
        return List.of();
    }

    @Override
    public void close() {
        models.forEach(TrainedModel::close);
    }
}
