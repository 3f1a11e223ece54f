package io.shoptraining.zoo;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.Lessons;
import io.shoptraining.features.WatchedWindows;
import io.shoptraining.fit.FitSession;
import io.shoptraining.task.HyperParameter;
import io.shoptraining.task.ModelType;
import io.shoptraining.task.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several models as one. All candidates are rehearsed: trained without the last days of the lessons, and asked for these
 * days. What they say and what came tells how to put them together, see {@link ForwardSelection}; then the chosen ones
 * are trained on all lessons. M5's winners were such means of different models (Makridakis, Spiliotis and Assimakopoulos
 * 2022, International Journal of Forecasting 38, section 5).
 *
 * <p>{@code auto} decides for each kind of series, see {@link DemandPattern}, and takes one model alone where a mixture
 * is hardly better; {@code ensemble} makes one mixture for all.
 */
final class Ensemble implements Learner {
    private static final String EFFORT = "effort";
    private static final HyperParameter EFFORTS = HyperParameter.choice(
            EFFORT,
            List.of("quick", "balanced", "thorough"),
            "balanced",
            "What is tried: rules and one kind of trees; more trees and one network too; or more networks as well.");

    /** The rehearsal asks for more windows of a few series than of many. */
    private static final int MOST_WINDOWS = 6;

    private static final int FEWEST_WINDOWS = 2;
    private static final int ENOUGH_DAYS = 60_000;

    /** A rehearsal that learns from less than this share of the windows would not tell of the real training. */
    private static final double LEAST_LESSONS = 0.75;

    private final ModelType type;
    private final boolean byPattern;
    private final Function<String, Learner> zoo;

    private Ensemble(String name, String summary, boolean byPattern, Function<String, Learner> zoo) {
        this.type = new ModelType(name, summary, List.of(EFFORTS), null);
        this.byPattern = byPattern;
        this.zoo = zoo;
    }

    /** The model type {@code auto}. */
    static Learner auto(Function<String, Learner> zoo) {
        return new Ensemble(
                "auto",
                "Tries the models that fit the data, and uses what does best for each kind of series.",
                true,
                zoo);
    }

    /** The model type {@code ensemble}. */
    static Learner ensemble(Function<String, Learner> zoo) {
        return new Ensemble("ensemble", "The mean of several models, weighed in a rehearsal.", false, zoo);
    }

    @Override
    public ModelType type() {
        return type;
    }

    @Override
    public TrainedModel fit(TrainingSpec spec, Lessons lessons, FitSession session) {
        Choice choice = rehearsal(lessons)
                .flatMap(rehearsal -> rehearse(spec, rehearsal, session))
                .map(exam -> Choice.of(exam, byPattern))
                .orElseGet(() -> Choice.unexamined(List.of("weekday_mean", "mean_28", "ets")));
        choice.reasons().forEach(reason -> session.noted(reason.text()));
        Committee committee = new Committee(choice.mixtures(), choice.errors(), choice.reasons());
        try {
            int models = choice.models().size();
            for (int i = 0; i < models; i++) {
                Member member = Member.of(zoo.apply(choice.models().get(i)), spec);
                PartOfSession part = new PartOfSession(
                        session, spec.epochs(), 0.5 + 0.5 * i / models, 0.5 / models, "training " + member.modelType());
                committee.join(member, member.fit(lessons, part));
                part.end();
            }
            return committee;
        } catch (RuntimeException | Error e) {
            committee.close();
            throw e;
        }
    }

    private static Optional<Lessons.Rehearsal> rehearsal(Lessons lessons) {
        for (int windows = MOST_WINDOWS; windows > FEWEST_WINDOWS; windows--) {
            Optional<Lessons.Rehearsal> rehearsal =
                    lessons.rehearsals().apply(windows).filter(earlier -> isAlike(earlier, lessons));
            if (rehearsal.isPresent()) {
                return rehearsal;
            }
        }
        return lessons.rehearsals()
                .apply(FEWEST_WINDOWS)
                .or(() -> lessons.rehearsals().apply(1));
    }

    private static boolean isAlike(Lessons.Rehearsal rehearsal, Lessons lessons) {
        long days = (long) rehearsal.exam().size() * rehearsal.exam().horizon();
        double learned = rehearsal.lessons().train().size();
        return days <= ENOUGH_DAYS && learned >= LEAST_LESSONS * lessons.train().size();
    }

    /** Empty when no candidate came through. */
    private Optional<Exam> rehearse(TrainingSpec spec, Lessons.Rehearsal rehearsal, FitSession session) {
        WatchedWindows windows = new WatchedWindows(rehearsal.exam(), session::stopIfCancelled);
        Exam exam = new Exam(windows);
        List<Learner> candidates =
                candidates(String.valueOf(spec.hyperparameters().get(EFFORT)));
        for (int i = 0; i < candidates.size(); i++) {
            Member member = Member.of(candidates.get(i), spec);
            PartOfSession part = new PartOfSession(
                    session,
                    spec.epochs(),
                    0.5 * i / candidates.size(),
                    0.5 / candidates.size(),
                    "trying " + member.modelType());
            try (TrainedModel model = member.fit(rehearsal.lessons(), part)) {
                exam.hear(member.modelType(), model.predict(windows));
            } catch (ShopTrainingException e) {
                session.noted(member.modelType() + " is left out: " + e.getMessage());
            }
            part.end();
        }
        return exam.models().isEmpty() ? Optional.empty() : Optional.of(exam);
    }

    private List<Learner> candidates(String effort) {
        List<String> names = new ArrayList<>(List.of("weekday_mean", "mean_28", "ets", "theta", "tsb", "lightgbm"));
        if (!effort.equals("quick")) {
            names.addAll(List.of("xgboost", "tcn"));
        }
        if (effort.equals("thorough")) {
            names.addAll(List.of("transformer", "mlstm"));
        }
        return names.stream()
                .map(zoo)
                .filter(learner -> learner.type().unavailable() == null)
                .toList();
    }

    @Override
    public TrainedModel load(TrainingSpec spec, @Nullable Path modelFile, Map<String, Object> description) {
        return Committee.load(zoo, spec, modelFile, description);
    }
}
