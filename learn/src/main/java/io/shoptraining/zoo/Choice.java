package io.shoptraining.zoo;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which models are put together, how, and why.
 *
 * @param models their types
 * @param mixtures by label of a {@link DemandPattern}, and {@link #ALL} for series of every other one
 * @param errors how far all of it was off in the exam; null without one
 * @param reasons what the exam told
 */
record Choice(
        List<String> models,
        Map<String, Mixture> mixtures,
        @Nullable ErrorQuantiles errors,
        List<Reason> reasons) {
    static final String ALL = "all";

    /** Series of a pattern with fewer days than this in the exam are treated as all series are. */
    private static final int FEWEST_DAYS = 1_000;

    /** A model whose share is below this everywhere is not worth its training. */
    private static final double LEAST_SHARE = 0.03;

    /** One model alone that is worse by less than this is preferred to a mixture. */
    private static final double HARDLY = 0.005;

    /**
     * Why series are treated as they are.
     *
     * @param series which ones: a key of the mixtures
     * @param days of the exam that tell it
     * @param wape by model type, and of the mixture as {@code chosen}; without those that do not exist
     * @param text the same for people
     */
    record Reason(String series, int days, Map<String, Double> wape, String text) {}

    /** @param byPattern whether each pattern may have a mixture of its own, or one model alone */
    static Choice of(Exam exam, boolean byPattern) {
        Map<String, Mixture> tried = mixtures(exam, byPattern);
        for (String model : exam.models()) {
            int number = exam.models().indexOf(model);
            if (exam.models().size() > 1
                    && tried.values().stream().allMatch(mixture -> mixture.share(number) < LEAST_SHARE)) {
                exam.forget(model);
                tried = mixtures(exam, byPattern);
            }
        }
        Map<String, Mixture> mixtures = tried;
        List<Reason> reasons = mixtures.entrySet().stream()
                .map(entry -> reason(exam, entry.getKey(), entry.getValue()))
                .toList();
        return new Choice(exam.models(), mixtures, exam.errors(pattern -> mixture(mixtures, pattern)), reasons);
    }

    /** The one for series of a pattern. */
    static Mixture mixture(Map<String, Mixture> mixtures, DemandPattern pattern) {
        Mixture own = mixtures.get(pattern.label());
        return own == null ? Objects.requireNonNull(mixtures.get(ALL)) : own;
    }

    private static Map<String, Mixture> mixtures(Exam exam, boolean byPattern) {
        Map<String, Mixture> mixtures = new LinkedHashMap<>();
        mixtures.put(ALL, byPattern ? plainest(exam.whole()) : Mixture.best(exam.whole()));
        if (byPattern) {
            for (DemandPattern pattern : exam.patterns()) {
                Exam.Part part = exam.of(pattern);
                if (part.days() >= FEWEST_DAYS) {
                    mixtures.put(pattern.label(), plainest(part));
                }
            }
        }
        return mixtures;
    }

    private static Mixture plainest(Exam.Part part) {
        Mixture best = Mixture.best(part);
        int models = best.models();
        return IntStream.range(0, models)
                .mapToObj(model -> Mixture.single(model, models))
                .filter(single -> best.excess(single, part) < HARDLY)
                .min(Comparator.comparingDouble(single -> best.excess(single, part)))
                .orElse(best);
    }

    private static Reason reason(Exam exam, String series, Mixture mixture) {
        Exam.Part part =
                series.equals(ALL) ? exam.whole() : exam.of(DemandPattern.valueOf(series.toUpperCase(Locale.ROOT)));
        float[][] said = part.said(0);
        Map<String, Double> wape = new LinkedHashMap<>();
        for (int model = 0; model < said.length; model++) {
            putFinite(wape, exam.models().get(model), part.wape(said[model]));
        }
        putFinite(wape, "chosen", part.wape(mixture.mix(0, said)));
        String shares = IntStream.range(0, said.length)
                .boxed()
                .filter(model -> mixture.share(model) > 0)
                .sorted(Comparator.comparingDouble(model -> -mixture.share(model)))
                .map(model ->
                        String.format(Locale.ROOT, "%s %.0f %%", exam.models().get(model), 100 * mixture.share(model)))
                .collect(Collectors.joining(", "));
        String figures = wape.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.4f", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        return new Reason(
                series,
                part.days(),
                wape,
                series + " series: " + shares + "; WAPE on " + part.days() + " days before the held-out ones: "
                        + figures);
    }

    private static void putFinite(Map<String, Double> wape, String model, double value) {
        if (Double.isFinite(value)) {
            wape.put(model, value);
        }
    }

    /** Without an exam: the mean of some models. */
    static Choice unexamined(List<String> models) {
        String text = "the series are too short to try models out: the mean of " + String.join(", ", models);
        return new Choice(
                models, Map.of(ALL, Mixture.even(models.size())), null, List.of(new Reason(ALL, 0, Map.of(), text)));
    }
}
