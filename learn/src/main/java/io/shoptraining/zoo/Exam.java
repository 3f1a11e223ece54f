package io.shoptraining.zoo;

import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.forecast.QuantileLevels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** What some models said of days that none of them had learned from, and what came. */
final class Exam {
    private final int horizon;

    /** By window, how its series sells. */
    private final DemandPattern[] patterns;

    /** By window and day ahead, whether the day counts. */
    private final boolean[] counts;

    /** By day that counts: what came, in the windows' scale, and that scale. */
    private final float[] actual;

    private final float[] scale;

    /** By model and output, what it said of the days that count, in the windows' scale. */
    private final Map<String, float[][]> said = new LinkedHashMap<>();

    Exam(WindowSet windows) {
        horizon = windows.horizon();
        patterns = new DemandPattern[windows.size()];
        counts = new boolean[windows.size() * horizon];
        float[] came = new float[counts.length];
        float[] scales = new float[counts.length];
        int days = 0;
        for (int window = 0; window < windows.size(); window++) {
            patterns[window] = DemandPattern.of(windows.history(window));
            WindowBatch batch = windows.read(window);
            for (int day = 0; day < horizon; day++) {
                if (batch.weight()[day] > 0) {
                    counts[window * horizon + day] = true;
                    came[days] = batch.target()[day];
                    scales[days++] = (float) windows.scale(window);
                }
            }
        }
        actual = Arrays.copyOf(came, days);
        scale = Arrays.copyOf(scales, days);
    }

    /** @param forecasts {@code [windows, horizon, QuantileLevels.OUTPUTS]} */
    void hear(String model, float[][][] forecasts) {
        float[][] outputs = new float[QuantileLevels.OUTPUTS][actual.length];
        int day = 0;
        for (int at = 0; at < counts.length; at++) {
            if (counts[at]) {
                for (int output = 0; output < outputs.length; output++) {
                    outputs[output][day] = forecasts[at / horizon][at % horizon][output];
                }
                day++;
            }
        }
        said.put(model, outputs);
    }

    List<String> models() {
        return List.copyOf(said.keySet());
    }

    void forget(String model) {
        said.remove(model);
    }

    /** All days together. */
    Part whole() {
        return part(window -> true);
    }

    /** The days of the series that sell in one way. */
    Part of(DemandPattern pattern) {
        return part(window -> patterns[window] == pattern);
    }

    /** How far what is chosen for each pattern lies from what came. */
    ErrorQuantiles errors(Function<DemandPattern, Mixture> mixtures) {
        float[] size = new float[0];
        List<float[]> errors = new ArrayList<>(Collections.nCopies(QuantileLevels.ALL.size(), new float[0]));
        for (DemandPattern pattern : patterns()) {
            Part part = of(pattern);
            Mixture mixture = mixtures.apply(pattern);
            float[] mean = mixture.mix(0, part.said(0));
            size = joined(size, part.sizes(mean));
            for (int level = 0; level < errors.size(); level++) {
                float[] quantile = mixture.mix(1 + level, part.said(1 + level));
                errors.set(level, joined(errors.get(level), part.off(quantile, mean)));
            }
        }
        return ErrorQuantiles.learn(size, errors);
    }

    private static float[] joined(float[] one, float[] other) {
        float[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    Set<DemandPattern> patterns() {
        Set<DemandPattern> present = EnumSet.noneOf(DemandPattern.class);
        present.addAll(Arrays.asList(patterns));
        return present;
    }

    private Part part(IntPredicate window) {
        int[] chosen = new int[actual.length];
        int size = 0;
        int day = 0;
        for (int at = 0; at < counts.length; at++) {
            if (counts[at]) {
                if (window.test(at / horizon)) {
                    chosen[size++] = day;
                }
                day++;
            }
        }
        int[] days = Arrays.copyOf(chosen, size);
        List<float[][]> models = new ArrayList<>();
        for (float[][] outputs : said.values()) {
            models.add(Arrays.stream(outputs).map(output -> pick(output, days)).toArray(float[][]::new));
        }
        return new Part(pick(actual, days), pick(scale, days), models);
    }

    private static float[] pick(float[] all, int[] days) {
        float[] picked = new float[days.length];
        for (int i = 0; i < days.length; i++) {
            picked[i] = all[days[i]];
        }
        return picked;
    }

    /** Some of the days. */
    static final class Part {
        private final float[] actual;
        private final float[] scale;
        private final List<float[][]> said;

        private Part(float[] actual, float[] scale, List<float[][]> said) {
            this.actual = actual;
            this.scale = scale;
            this.said = said;
        }

        int days() {
            return actual.length;
        }

        /** How large forecasts are, in sales units. */
        private float[] sizes(float[] mean) {
            float[] sizes = new float[mean.length];
            for (int day = 0; day < mean.length; day++) {
                sizes[day] = (float) (ErrorQuantiles.base(mean[day]) * scale[day]);
            }
            return sizes;
        }

        /** How much more was sold than a quantile said, over the size of the forecast. */
        private float[] off(float[] quantile, float[] mean) {
            float[] off = new float[mean.length];
            for (int day = 0; day < mean.length; day++) {
                off[day] = ErrorQuantiles.off(actual[day], quantile[day], mean[day]);
            }
            return off;
        }

        /** By model, what it says for one output. */
        float[][] said(int output) {
            return said.stream().map(outputs -> outputs[output]).toArray(float[][]::new);
        }

        /** Sum of the absolute errors over the sum of sales; NaN where nothing was sold. */
        double wape(float[] mean) {
            double errors = 0;
            double sales = 0;
            for (int day = 0; day < mean.length; day++) {
                errors += Math.abs(actual[day] - mean[day]) * scale[day];
                sales += Math.abs(actual[day]) * scale[day];
            }
            return sales == 0 ? Double.NaN : errors / sales;
        }

        /**
         * Two views of how wrong one output is. For the mean: absolute errors in sales units, in which large series
         * weigh more, and the root of the squared errors in the series' own scales, in which all weigh the same and an
         * all-zero forecast never wins. For a quantile: its pinball loss, in both units.
         */
        double[] losses(int output, float[] forecast) {
            return output == 0 ? meanLosses(forecast) : pinball(QuantileLevels.ALL.get(output - 1), forecast);
        }

        private double[] meanLosses(float[] forecast) {
            double absolute = 0;
            double squared = 0;
            for (int day = 0; day < forecast.length; day++) {
                double error = actual[day] - forecast[day];
                absolute += Math.abs(error) * scale[day];
                squared += error * error;
            }
            return new double[] {absolute, Math.sqrt(squared)};
        }

        private double[] pinball(double level, float[] forecast) {
            double inSales = 0;
            double inScale = 0;
            for (int day = 0; day < forecast.length; day++) {
                double error = actual[day] - forecast[day];
                double loss = Math.max(level * error, (level - 1) * error);
                inSales += loss * scale[day];
                inScale += loss;
            }
            return new double[] {inSales, inScale};
        }
    }
}
