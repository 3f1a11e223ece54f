package io.shoptraining.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How long something takes to its end, at the speed of the later half of its time so far: what comes first is often the
 * quickest.
 */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double ALL = 100;

    private final Deque<Point> points = new ArrayDeque<>();
    private final long start;

    private record Point(long nanos, double percent) {}

    /** @param nanos now, as {@link System#nanoTime} */
    Pace(long nanos) {
        start = nanos;
    }

    /** Seconds that are left; empty while it does not move. Called again and again. */
    OptionalDouble left(long nanos, double percent) {
        Point first = points.isEmpty() ? new Point(nanos, percent) : points.removeFirst();
        long half = start + (nanos - start) / 2;
        while (!points.isEmpty() && points.getFirst().nanos() - half <= 0) {
            first = points.removeFirst();
        }
        points.addFirst(first);
        points.addLast(new Point(nanos, percent));
        double moved = percent - first.percent();
        return moved > 0
                ? OptionalDouble.of((ALL - percent) / moved * (nanos - first.nanos()) / NANOS_PER_SECOND)
                : OptionalDouble.empty();
    }
}
