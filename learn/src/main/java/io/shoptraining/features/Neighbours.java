package io.shoptraining.features;

import java.util.ArrayList;
import java.util.List;

/**
 * What is planned around a day: a promotion that begins, a shop that closes tomorrow. As near as 14 days, and never past
 * the last day to forecast, for a plan is not longer than that.
 */
final class Neighbours {
    private static final int REACH = 14;
    private static final int WEEK = 7;

    private Neighbours() {}

    /** Of those covariates that have days unlike others: all but the price. */
    static List<String> names(List<String> planned) {
        List<String> names = new ArrayList<>();
        for (String name : planned) {
            if (!name.equals(History.PRICE)) {
                names.add(name + "_yesterday");
                names.add(name + "_tomorrow");
                names.add(name + "_changed");
                names.add(name + "_will_change");
                names.add(name + "_last_week");
                names.add(name + "_next_week");
            }
        }
        return names;
    }

    /**
     * Writes what is around a day.
     *
     * @param end the day after the last one that is planned
     * @return where the next feature goes
     */
    static int copy(float[] values, int day, int end, float[] to, int start) {
        int at = start;
        float own = values[day];
        to[at++] = day > 0 ? values[day - 1] : own;
        to[at++] = day + 1 < end ? values[day + 1] : own;
        to[at++] = nearness(values, day, -1, end);
        to[at++] = nearness(values, day, 1, end);
        to[at++] = share(values, Math.max(0, day - WEEK), day, own);
        to[at++] = share(values, day + 1, Math.min(end, day + 1 + WEEK), own);
        return at;
    }

    /** 1 for a change from the next day to this, less for one that is farther away, 0 for none within reach. */
    private static float nearness(float[] values, int day, int step, int end) {
        for (int distance = 1; distance <= REACH; distance++) {
            int other = day + step * distance;
            if (other < 0 || other >= end) {
                return 0;
            }
            if (values[other] != values[day]) {
                return 1 - (distance - 1) / (float) REACH;
            }
        }
        return 0;
    }

    private static float share(float[] values, int from, int to, float otherwise) {
        float sum = 0;
        for (int day = from; day < to; day++) {
            sum += values[day];
        }
        return to > from ? sum / (to - from) : otherwise;
    }
}
