package io.shoptraining.features;

import java.util.List;

/** Windows over the series of a plan, put together when they are asked for. */
public final class SeriesWindows implements WindowSet {
    private final FeaturePlan plan;
    private final List<ScaledSeries> all;
    private final CalendarTable calendar;
    private final int[] series;
    private final int[] origins;

    SeriesWindows(FeaturePlan plan, List<ScaledSeries> all, CalendarTable calendar, WindowList windows) {
        this.plan = plan;
        this.all = all;
        this.calendar = calendar;
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
        return plan.lookBack();
    }

    @Override
    public int horizon() {
        return plan.horizon();
    }

    @Override
    public int pastFeatures() {
        return plan.pastNames().size();
    }

    @Override
    public int futureFeatures() {
        return plan.futureNames().size();
    }

    @Override
    public void fill(int[] windows, int count, float[] past, float[] future, float[] target, float[] weight) {
        for (int i = 0; i < count; i++) {
            ScaledSeries one = all.get(series[windows[i]]);
            int origin = origins[windows[i]];
            for (int day = 0; day < lookBack(); day++) {
                fillPast(one, origin - lookBack() + day, past, (i * lookBack() + day) * pastFeatures());
            }
            for (int day = 0; day < horizon(); day++) {
                int at = i * horizon() + day;
                fillFuture(one, origin + day, future, at * futureFeatures());
                boolean known = origin + day < one.days;
                target[at] = known ? one.quantity[origin + day] : 0;
                weight[at] = known && one.counts[origin + day] ? 1 : 0;
                if (weight[at] == 0) {
                    target[at] = 0;
                }
            }
        }
    }

    /** Before its first day a series is filled up with its typical sales, and its first covariates. */
    private void fillPast(ScaledSeries one, int day, float[] to, int start) {
        int at = start;
        int known = Math.max(0, day);
        to[at++] = day < 0 ? one.typical : one.quantity[day];
        for (float[] planned : one.planned) {
            to[at++] = planned[known];
        }
        for (float[] values : one.pastOnly) {
            to[at++] = values[known];
        }
        calendar.copy(one.firstDay + day, to, at);
    }

    private void fillFuture(ScaledSeries one, int day, float[] to, int start) {
        int at = start;
        for (float[] planned : one.planned) {
            to[at++] = planned[day];
        }
        calendar.copy(one.firstDay + day, to, at);
    }
}
