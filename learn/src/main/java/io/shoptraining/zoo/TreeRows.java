package io.shoptraining.zoo;

import io.shoptraining.features.WindowBatch;
import io.shoptraining.features.WindowSet;
import io.shoptraining.trees.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Windows as rows for trees, one a day to forecast. All quantities are relative to the level of their window, the target
 * too: trees cannot go beyond what they have seen, and so a trend is none to them.
 */
final class TreeRows {
    /** Beside the features of a day to forecast and the ids. */
    private static final int OWN = 5;

    /** Days of one window are much alike: of three that follow each other one is enough. */
    private static final int LEAST_STRIDE = 3;

    /** Of so many windows one is told to be of a store and a product that nobody knows, as new ones will be. */
    private static final int STRANGERS = 20;

    /** Kinds of ids that tell who a series is. Those after them tell what it is like, which is known of new ones too. */
    private static final int OWN_IDS = 2;

    private static final long SEED = 1;

    /** Keeps windows without sales from blowing up what is divided by their level. */
    static final float LEVEL_FLOOR = 0.05f;

    private final int horizon;
    private final int lookBack;
    private final int pastFeatures;
    private final int futureFeatures;
    private final int references;
    private final int kinds;

    TreeRows(int lookBack, int horizon, Inputs inputs) {
        this.lookBack = lookBack;
        this.horizon = horizon;
        pastFeatures = inputs.pastFeatures();
        futureFeatures = inputs.futureFeatures();
        references = inputs.references();
        kinds = inputs.idSizes().size();
    }

    int width() {
        return futureFeatures + kinds + OWN;
    }

    /** The columns that hold ids. */
    List<Integer> categories() {
        List<Integer> columns = new ArrayList<>();
        for (int kind = 0; kind < kinds; kind++) {
            columns.add(futureFeatures + kind);
        }
        return columns;
    }

    /** What the quantities of one window are divided by: the mean of all simple forecasts of its days. */
    float level(WindowBatch window) {
        double sum = 0;
        for (int day = 0; day < horizon; day++) {
            for (int reference = 0; reference < references; reference++) {
                sum += Math.max(0, window.future()[day * futureFeatures + reference]);
            }
        }
        return (float) Math.max(LEVEL_FLOOR, sum / ((double) horizon * references));
    }

    /**
     * The rows of all days of one window.
     *
     * @param scale what the sales of its series were divided by
     */
    float[] rows(WindowBatch window, float level, double scale) {
        float[] rows = new float[horizon * width()];
        float[] own = own(window, level, scale);
        for (int day = 0; day < horizon; day++) {
            fill(window, level, own, day, rows, day * width());
        }
        return rows;
    }

    private void fill(WindowBatch window, float level, float[] own, int day, float[] to, int start) {
        System.arraycopy(window.future(), day * futureFeatures, to, start, futureFeatures);
        for (int reference = 0; reference < references; reference++) {
            to[start + reference] /= level;
        }
        int at = start + futureFeatures;
        for (int kind = 0; kind < kinds; kind++) {
            to[at++] = window.ids()[kind];
        }
        System.arraycopy(own, 0, to, at, own.length);
        to[at + own.length] = day;
    }

    /**
     * Level in sales units, share of days without sales, deviation, days since the last sale: of the look-back. The level
     * in the scale of the series would tell how it compares with the rest of the series, the days to come included.
     */
    private float[] own(WindowBatch window, float level, double scale) {
        int zeros = 0;
        int since = lookBack;
        double sum = 0;
        double squares = 0;
        for (int day = 0; day < lookBack; day++) {
            double quantity = window.past()[day * pastFeatures] / level;
            zeros += quantity > 0 ? 0 : 1;
            since = quantity > 0 ? lookBack - 1 - day : since;
            sum += quantity;
            squares += quantity * quantity;
        }
        double mean = sum / lookBack;
        double deviation = Math.sqrt(Math.max(0, squares / lookBack - mean * mean));
        return new float[] {(float) (level * scale), (float) zeros / lookBack, (float) deviation, since};
    }

    /**
     * The rows of many windows: some days of each, by chance, and of so many windows that there are about
     * {@code most} rows.
     *
     * @param check asked at every window; throws to stop
     */
    Rows table(List<WindowSet> parts, int most, Runnable check) {
        long windows = parts.stream().mapToLong(WindowSet::size).sum();
        int stride = (int) Math.min(horizon, Math.max(LEAST_STRIDE, (windows * horizon + most - 1) / most));
        int days = (horizon + stride - 1) / stride;
        int step = Math.toIntExact(Math.max(1, (windows * days + most - 1) / most));
        int capacity = Math.toIntExact((windows / step + parts.size()) * days + horizon);
        float[] values = new float[capacity * width()];
        float[] target = new float[capacity];
        float[] weight = new float[capacity];
        int count = 0;
        SplittableRandom random = new SplittableRandom(SEED);
        for (WindowSet part : parts) {
            for (int i = 0; i < part.size(); i += step) {
                check.run();
                WindowBatch window = part.read(i);
                float level = level(window);
                float[] own = own(window, level, part.scale(i));
                if (random.nextInt(STRANGERS) == 0) {
                    Arrays.fill(window.ids(), 0, Math.min(OWN_IDS, kinds), 0);
                }
                for (int day = random.nextInt(stride); day < horizon; day += stride) {
                    if (window.weight()[day] > 0) {
                        fill(window, level, own, day, values, count * width());
                        target[count] = Math.max(0, window.target()[day]) / level;
                        weight[count++] = (float) Math.sqrt(level);
                    }
                }
            }
        }
        return new Rows(first(values, count * width()), width(), first(target, count), first(weight, count));
    }

    private static float[] first(float[] values, int count) {
        return values.length == count ? values : Arrays.copyOf(values, count);
    }
}
