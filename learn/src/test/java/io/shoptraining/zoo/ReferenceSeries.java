package io.shoptraining.zoo;

import java.util.stream.IntStream;

/** A series with a trend, weekends and a jump that another program can make too. */
final class ReferenceSeries {
    private ReferenceSeries() {}

    static double[] days() {
        return IntStream.range(0, 182)
                .mapToDouble(day ->
                        20 + 0.05 * day + (day % 7 >= 5 ? 6 : 0) + 4 * (day * 37 % 101 / 101.0) + (day >= 100 ? 5 : 0))
                .toArray();
    }
}
