package io.shoptraining.features;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One history as a model sees it, without the calendar; planned covariates go on for a horizon after its end. */
final class ScaledSeries {
    /** Days looked back for the usual opening of a weekday. */
    private static final int OPENING_DAYS = 56;

    final int[] ids;
    final long firstDay;
    final int days;
    final float[] quantity;

    /** The typical quantity, scaled. */
    final float typical;

    final boolean[] counts;
    private final History seen;
    final float[][] planned;
    final float[][] pastOnly;
    final References references;

    /** Features that are the same on every day. */
    final float[] constants;

    /** What the sales were divided by. */
    final double scale;

    /**
     * Scales one history.
     *
     * @param ids the numbers of its store, its product, and their traits
     * @param constants features that are the same on every day
     */
    ScaledSeries(
            History history,
            int[] ids,
            float[] constants,
            SeriesScale scale,
            List<String> planned,
            Map<String, Scaler> scalers,
            int horizon) {
        this.ids = ids;
        this.constants = constants;
        seen = history;
        firstDay = history.start().toEpochDay();
        days = history.days();
        typical = scale.quantity(Double.NaN);
        quantity = new float[days];
        counts = new boolean[days];
        for (int day = 0; day < days; day++) {
            quantity[day] = scale.quantity(history.quantity()[day]);
            counts[day] = history.counts(day);
        }
        this.planned = new float[planned.size()][];
        for (int i = 0; i < planned.size(); i++) {
            String name = planned.get(i);
            double[] extended = extended(name, history, horizon);
            this.planned[i] = new float[extended.length];
            for (int day = 0; day < extended.length; day++) {
                this.planned[i][day] = name.equals(History.PRICE)
                        ? scale.price(extended[day])
                        : scaler(scalers, name).scale(extended[day]);
            }
        }
        List<String> others = scalers.keySet().stream()
                .filter(name -> !planned.contains(name))
                .toList();
        pastOnly = new float[others.size()][Math.max(1, days)];
        for (int i = 0; i < others.size(); i++) {
            double[] values = history.covariates().get(others.get(i));
            for (int day = 0; values != null && day < days; day++) {
                pastOnly[i][day] = scaler(scalers, others.get(i)).scale(values[day]);
            }
        }
        references = new References(quantity, counts, history::soldOutKnown, history::isSeen, typical);
        this.scale = scale.scale();
    }

    /** The first days, NaN where they do not count as far as is known then. */
    float[] history(int end) {
        float[] history = Arrays.copyOf(quantity, end);
        int known = seen.soldOutKnown(end);
        for (int day = 0; day < end; day++) {
            history[day] = counts[day] || day >= known && seen.isSeen(day) ? history[day] : Float.NaN;
        }
        return history;
    }

    /** The day before which stock-outs are known as of an origin. */
    int soldOutKnown(int origin) {
        return seen.soldOutKnown(origin);
    }

    /**
     * The quantity of a day as it is known then; a typical one for a stock-out.
     *
     * @param known the day before which stock-outs are known
     */
    float quantity(int day, int known) {
        return day < known && seen.isSoldOut(day) ? typical : quantity[day];
    }

    private static Scaler scaler(Map<String, Scaler> scalers, String name) {
        Scaler scaler = scalers.get(name);
        if (scaler == null) {
            throw new IllegalStateException("no scaler for " + name);
        }
        return scaler;
    }

    /**
     * After the end what is known ahead, else no promotion, no holiday and nothing else, the last known price, and open as
     * on most of those weekdays lately.
     */
    private static double[] extended(String name, History history, int horizon) {
        int days = history.days();
        double[] known = history.covariates().getOrDefault(name, new double[0]);
        double[] values = new double[days + horizon];
        double last = Double.NaN;
        for (int day = 0; day < values.length; day++) {
            double value = day < known.length ? known[day] : history.ahead(name, day);
            switch (name) {
                case History.PRICE -> {
                    last = Double.isFinite(value) ? value : last;
                    values[day] = last;
                }
                case History.OPEN -> values[day] = Double.isFinite(value) ? value : usualOpening(known, day);
                default -> values[day] = Double.isFinite(value) ? value : 0;
            }
        }
        return values;
    }

    /** The commonest opening of that weekday in the eight weeks before the end, or before the gap; open when unknown. */
    static double usualOpening(double[] open, int day) {
        int end = Math.min(day, open.length);
        int openDays = 0;
        int closedDays = 0;
        for (int other = day - 7; other >= Math.max(0, end - OPENING_DAYS); other -= 7) {
            if (other < end && Double.isFinite(open[other])) {
                if (open[other] == 0) {
                    closedDays++;
                } else {
                    openDays++;
                }
            }
        }
        return closedDays > openDays ? 0 : 1;
    }
}
