package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.testing.RandomSeeds;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReferencesTest {
    private static final double TYPICAL = 2.5;

    @RandomSeeds
    void everyReferenceIsTheMeanOfTheDaysThatItIsNamedAfter(Random random) {
        int days = 30 + random.nextInt(900);
        float[] quantity = new float[days];
        boolean[] counts = new boolean[days];
        boolean[] promoted = new boolean[days + 28];
        for (int day = 0; day < days; day++) {
            quantity[day] = random.nextInt(20);
            counts[day] = random.nextInt(10) > 0;
        }
        for (int day = 0; day < promoted.length; day++) {
            promoted[day] = random.nextInt(3) == 0;
        }
        References references = new References(quantity, counts, promoted, TYPICAL);
        for (int i = 0; i < 20; i++) {
            int origin = random.nextInt(days + 1);
            int target = origin + random.nextInt(28);
            float[] said = new float[References.NAMES.size()];
            references.copy(origin, target, said, 0);
            Slow slow = new Slow(quantity, counts, origin);
            double year = slow.mean(364, day -> true, TYPICAL);
            double quarter = slow.mean(91, day -> true, year);
            double month = slow.mean(28, day -> true, quarter);
            IntPredicate sameWeekday = day -> (target - day) % 7 == 0;
            double weekday = slow.mean(12 * 7, sameWeekday, month);
            assertThat(said[0]).isCloseTo((float) slow.mean(4 * 7, sameWeekday, weekday), within(1e-3f));
            assertThat(said[1]).isCloseTo((float) weekday, within(1e-3f));
            IntPredicate alike = day -> sameWeekday.test(day) && promoted[day] == promoted[target];
            assertThat(said[2]).isCloseTo((float) slow.mean(364, alike, weekday), within(1e-3f));
            assertThat(said[3]).isCloseTo((float) slow.mean(7, day -> true, month), within(1e-3f));
            assertThat(said[4]).isCloseTo((float) month, within(1e-3f));
            assertThat(said[5]).isCloseTo((float) quarter, within(1e-3f));
            assertThat(said[6]).isCloseTo((float) year, within(1e-3f));
        }
    }

    @Test
    void theSeasonOfLastYearIsToldAtTheLevelOfToday() {
        int days = 900;
        float[] quantity = new float[days];
        boolean[] counts = new boolean[days];
        for (int day = 0; day < days; day++) {
            // doubled every year, and every year four times as much in one week
            quantity[day] = (day % 364 / 7 == 20 ? 4 : 1) * (1 << (day / 364));
            counts[day] = true;
        }
        References references = new References(quantity, counts, new boolean[days + 28], TYPICAL);
        float[] said = new float[References.NAMES.size()];
        int origin = 2 * 364 + 7 * 18;
        // the mean of three weeks of last year, of which the one in the middle was high, doubled
        references.copy(origin, 2 * 364 + 7 * 20 + 3, said, 0);
        assertThat(said[7]).isCloseTo((2f + 8 + 2) / 3 * 2, within(1e-3f));
    }

    @Test
    void aSeriesWithoutADayIsItsTypicalDay() {
        References references = new References(new float[0], new boolean[0], new boolean[28], TYPICAL);
        float[] said = new float[References.NAMES.size()];
        references.copy(0, 13, said, 0);
        assertThat(said).containsOnly((float) TYPICAL);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Slow(float[] quantity, boolean[] counts, int origin) {
        /** Of the days that count among the last ones before the origin. */
        double mean(int last, IntPredicate chosen, double otherwise) {
            return IntStream.range(Math.max(0, origin - last), origin)
                    .filter(day -> counts[day] && chosen.test(day))
                    .mapToDouble(day -> quantity[day])
                    .average()
                    .orElse(otherwise);
        }
    }
}
