package io.shoptraining.zoo;

import java.util.function.ToDoubleFunction;

/** The downhill simplex (Nelder and Mead 1965, A simplex method for function minimization) in a box; deterministic. */
final class NelderMead {
    private static final double FIRST_STEP = 0.15;
    private static final double TOLERANCE = 1e-6;

    private final ToDoubleFunction<double[]> function;
    private final double[] low;
    private final double[] high;
    private final double[][] points;
    private final double[] values;
    private int evaluations;

    private NelderMead(ToDoubleFunction<double[]> function, double[] low, double[] high) {
        this.function = function;
        this.low = low;
        this.high = high;
        points = new double[low.length + 1][];
        values = new double[low.length + 1];
    }

    /**
     * A place where the function is low.
     *
     * @param low lowest place looked at; likewise {@code high}
     * @param most how often the function is asked, give or take one step
     */
    static double[] minimise(
            ToDoubleFunction<double[]> function, double[] start, double[] low, double[] high, int most) {
        NelderMead search = new NelderMead(function, low, high);
        search.begin(start);
        while (search.evaluations < most && search.isOpen()) {
            search.step();
        }
        return search.points[0];
    }

    private void begin(double[] start) {
        put(0, start.clone());
        for (int i = 0; i < start.length; i++) {
            double[] point = start.clone();
            double step = FIRST_STEP * (high[i] - low[i]);
            point[i] += point[i] + step <= high[i] ? step : -step;
            put(i + 1, point);
        }
        sort();
    }

    private boolean isOpen() {
        double best = values[0];
        return values[values.length - 1] - best > TOLERANCE * Math.abs(best);
    }

    private void step() {
        int worst = values.length - 1;
        double[] centre = new double[low.length];
        for (int i = 0; i < worst; i++) {
            for (int k = 0; k < centre.length; k++) {
                centre[k] += points[i][k] / worst;
            }
        }
        double[] reflected = along(centre, -1);
        double reflectedValue = ask(reflected);
        if (reflectedValue < values[0]) {
            double[] expanded = along(centre, -2);
            double expandedValue = ask(expanded);
            boolean further = expandedValue < reflectedValue;
            put(worst, further ? expanded : reflected, further ? expandedValue : reflectedValue);
        } else if (reflectedValue < values[worst - 1]) {
            put(worst, reflected, reflectedValue);
        } else {
            boolean outside = reflectedValue < values[worst];
            double[] contracted = along(centre, outside ? -0.5 : 0.5);
            double contractedValue = ask(contracted);
            if (contractedValue < Math.min(reflectedValue, values[worst])) {
                put(worst, contracted, contractedValue);
            } else {
                shrink();
            }
        }
        sort();
    }

    /** On the line from the centre to the worst point, kept in the box. */
    private double[] along(double[] centre, double share) {
        double[] worst = points[points.length - 1];
        double[] point = new double[centre.length];
        for (int k = 0; k < point.length; k++) {
            double place = centre[k] + share * (worst[k] - centre[k]);
            point[k] = Math.min(high[k], Math.max(low[k], place));
        }
        return point;
    }

    private void shrink() {
        for (int i = 1; i < points.length; i++) {
            double[] point = new double[low.length];
            for (int k = 0; k < point.length; k++) {
                point[k] = (points[0][k] + points[i][k]) / 2;
            }
            put(i, point);
        }
    }

    private double ask(double[] point) {
        evaluations++;
        return function.applyAsDouble(point);
    }

    private void put(int i, double[] point) {
        put(i, point, ask(point));
    }

    private void put(int i, double[] point, double value) {
        points[i] = point;
        values[i] = value;
    }

    /** By insertion: only few points, mostly in order. */
    private void sort() {
        for (int i = 1; i < points.length; i++) {
            double[] point = points[i];
            double value = values[i];
            int place = i;
            while (place > 0 && values[place - 1] > value) {
                put(place, points[place - 1], values[place - 1]);
                place--;
            }
            put(place, point, value);
        }
    }
}
