package io.shoptraining.features;

import java.util.List;

/** Windows over the series of a plan, put together when they are asked for. */
public final class SeriesWindows implements WindowSet {
    /** A history of more days than two years is as good as one of more. */
    private static final float MOST_KNOWN = 728;

    private final int lookBack;
    private final int horizon;
    private final int pastFeatures;
    private final int futureFeatures;
    private final List<Integer> idSizes;
    private final List<ScaledSeries> all;
    private final Assortment assortment;
    private final CalendarTable calendar;
    /** Where the price is among the planned covariates; -1 when there is none. */
    private final int price;

    private final int[] series;
    private final int[] origins;

    SeriesWindows(
            FeaturePlan plan,
            List<ScaledSeries> all,
            List<Integer> idSizes,
            Assortment assortment,
            CalendarTable calendar,
            WindowList windows) {
        lookBack = plan.lookBack();
        horizon = plan.horizon();
        pastFeatures = plan.pastNames().size();
        futureFeatures = plan.futureNames().size();
        this.idSizes = idSizes;
        this.all = all;
        this.assortment = assortment;
        this.calendar = calendar;
        price = plan.planned().indexOf(History.PRICE);
        this.series = windows.series();
        this.origins = windows.origins();
    }

    /** The number of a window's series, in the order of the histories. */
    public int series(int window) {
        return series[window];
    }

    /** The first day to forecast, counted from the start of the series. */
    public int origin(int window) {
        return origins[window];
    }

    @Override
    public int size() {
        return series.length;
    }

    @Override
    public int lookBack() {
        return lookBack;
    }

    @Override
    public int horizon() {
        return horizon;
    }

    @Override
    public int pastFeatures() {
        return pastFeatures;
    }

    @Override
    public int futureFeatures() {
        return futureFeatures;
    }

    @Override
    public int references() {
        return References.NAMES.size();
    }

    @Override
    public List<Integer> idSizes() {
        return idSizes;
    }

    @Override
    public WindowBatch read(int... windows) {
        WindowBatch batch = WindowBatch.of(this, windows.length);
        for (int i = 0; i < windows.length; i++) {
            ScaledSeries one = all.get(series[windows[i]]);
            int origin = origins[windows[i]];
            System.arraycopy(one.ids, 0, batch.ids(), i * one.ids.length, one.ids.length);
            int known = one.soldOutKnown(origin);
            for (int day = 0; day < lookBack; day++) {
                fillPast(one, origin - lookBack + day, known, batch.past(), (i * lookBack + day) * pastFeatures);
            }
            for (int day = 0; day < horizon; day++) {
                int at = i * horizon + day;
                fillFuture(one, origin, origin + day, batch.future(), at * futureFeatures);
                if (origin + day < one.days && one.counts[origin + day]) {
                    batch.target()[at] = one.quantity[origin + day];
                    batch.weight()[at] = 1;
                }
            }
        }
        return batch;
    }

    @Override
    public double scale(int window) {
        return all.get(series[window]).scale;
    }

    @Override
    public float[] history(int window) {
        return all.get(series[window]).history(origins[window]);
    }

    /** Before its first day a series is filled up with its typical sales, and its first covariates. */
    private void fillPast(ScaledSeries one, int day, int soldOutKnown, float[] to, int start) {
        int at = start;
        int known = Math.max(0, day);
        to[at++] = day < 0 ? one.typical : one.quantity(day, soldOutKnown);
        for (float[] planned : one.planned) {
            to[at++] = planned[known];
        }
        for (float[] values : one.pastOnly) {
            to[at++] = values[known];
        }
        calendar.copy(one.firstDay + day, to, at);
    }

    private void fillFuture(ScaledSeries one, int origin, int day, float[] to, int start) {
        double growth = one.references.growth(origin, day);
        one.references.copy(origin, day, growth, to, start);
        int at = start + References.NAMES.size();
        to[at++] = (float) growth;
        to[at++] = Math.min(MOST_KNOWN, one.references.known(origin)) / MOST_KNOWN;
        at = assortment.copy(one.firstDay + origin, one.firstDay + day, to, at);
        for (float[] planned : one.planned) {
            to[at++] = planned[day];
        }
        for (int i = 0; i < one.planned.length; i++) {
            if (i != price) {
                at = Neighbours.copy(one.planned[i], day, origin + horizon, to, at);
            }
        }
        System.arraycopy(one.constants, 0, to, at, one.constants.length);
        calendar.copy(one.firstDay + day, to, at + one.constants.length);
    }
}
