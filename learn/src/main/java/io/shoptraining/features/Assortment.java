package io.shoptraining.features;

import java.time.LocalDate;
import java.util.List;

/** All series of a plan together, by date: what moves them all, a season or a weekday, is seen best in their sum. */
final class Assortment {
    static final List<String> NAMES = List.of("all_growth_1y", "all_weekday");

    private final long firstDay;
    private final References references;

    /** Adds the sales of all series up, as they were seen, from the first day of any of them. */
    Assortment(List<History> all, LocalDate start, LocalDate end) {
        firstDay = start.toEpochDay();
        float[] sums = new float[Math.toIntExact(end.toEpochDay() - firstDay)];
        boolean[] counts = new boolean[sums.length];
        for (History one : all) {
            int offset = Math.toIntExact(one.start().toEpochDay() - firstDay);
            for (int day = 0; day < one.days(); day++) {
                if (one.isSeen(day)) {
                    sums[offset + day] += (float) one.quantity()[day];
                    counts[offset + day] = true;
                }
            }
        }
        references = new References(sums, counts, 0);
    }

    /** @param origin since 1970, as is {@code day} */
    int copy(long origin, long day, float[] to, int at) {
        int from = Math.toIntExact(origin - firstDay);
        int target = Math.toIntExact(day - firstDay);
        to[at] = (float) references.growth(from, target);
        to[at + 1] = (float) references.weekdayShare(from, target);
        return at + 2;
    }
}
