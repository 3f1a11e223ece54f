package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.testing.RandomSeeds;
import java.util.HashMap;
import java.util.Map;
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
        for (int day = 0; day < days; day++) {
            quantity[day] = random.nextInt(20);
            counts[day] = random.nextInt(10) > 0;
        }
        References references = new References(quantity, counts, TYPICAL);
        for (int i = 0; i < 20; i++) {
            int origin = random.nextInt(days + 1);
            int target = origin + random.nextInt(28);
            float[] said = new float[References.NAMES.size()];
            references.copy(origin, target, references.growth(origin, target), said, 0);
            Slow slow = new Slow(quantity, counts, origin);
            Map<String, Double> expected = new HashMap<>();
            IntPredicate every = day -> true;
            IntPredicate sameWeekday = day -> (target - day) % 7 == 0;
            double year = slow.mean(364, every, TYPICAL);
            double quarter = slow.mean(91, every, year);
            double months = slow.mean(56, every, quarter);
            double month = slow.mean(28, every, months);
            double fortnight = slow.mean(14, every, month);
            double weekdayYear = slow.mean(364, sameWeekday, month);
            double weekdayHalf = slow.mean(26 * 7, sameWeekday, weekdayYear);
            double weekday = slow.mean(8 * 7, sameWeekday, weekdayHalf);
            double weekday4 = slow.mean(4 * 7, sameWeekday, weekday);
            expected.put("mean_1y", year);
            expected.put("mean_91", quarter);
            expected.put("mean_56", months);
            expected.put("mean_28", month);
            expected.put("mean_14", fortnight);
            expected.put("mean_7", slow.mean(7, every, fortnight));
            expected.put("weekday_1y", weekdayYear);
            expected.put("weekday_26w", weekdayHalf);
            expected.put("weekday_8w", weekday);
            expected.put("weekday_4w", weekday4);
            expected.put("weekday_1w", slow.mean(7, sameWeekday, weekday4));
            expected.put("year_ago", slow.mean(days, day -> day == target - 364, weekday));
            expected.put(
                    "year_ago_5w",
                    slow.mean(days, day -> sameWeekday.test(day) && Math.abs(day - target + 364) <= 14, weekday));
            expected.forEach((name, mean) -> assertThat(said[References.NAMES.indexOf(name)])
                    .as(name + " of " + target + " as of " + origin)
                    .isCloseTo(mean.floatValue(), within(1e-3f)));
        }
    }

    @Test
    void whatIsRecentCountsTwiceAsMuchAsWhatIsTwoWeeksOlder() {
        float[] quantity = new float[15];
        boolean[] counts = new boolean[15];
        quantity[0] = 9;
        quantity[14] = 3;
        counts[0] = true;
        counts[14] = true;
        float[] said = new float[References.NAMES.size()];
        new References(quantity, counts, TYPICAL).copy(15, 20, 1, said, 0);
        assertThat(said[References.NAMES.indexOf("recent")]).isCloseTo((9 * 0.5f + 3) / 1.5f, within(1e-4f));
    }

    @Test
    void theSeasonOfLastYearIsToldAtTheLevelOfToday() {
        int days = 900;
        float[] quantity = new float[days];
        boolean[] counts = new boolean[days];
        for (int day = 0; day < days; day++) {
            // doubled every year, and every year four times as much in three weeks
            quantity[day] = (Math.abs(day % 364 - 150) <= 10 ? 4 : 1) * (1 << (day / 364));
            counts[day] = true;
        }
        References references = new References(quantity, counts, TYPICAL);
        int origin = 2 * 364 + 126;
        int target = 2 * 364 + 150;
        assertThat(references.growth(origin, target)).isCloseTo(4, within(1e-6));
        float[] said = new float[References.NAMES.size()];
        references.copy(origin, target, references.growth(origin, target), said, 0);
        assertThat(said[References.NAMES.indexOf("season_1y")]).isCloseTo(4 * 4f, within(1e-3f));
    }

    @Test
    void aSeriesWithoutADayIsItsTypicalDay() {
        References references = new References(new float[0], new boolean[0], TYPICAL);
        float[] said = new float[References.NAMES.size()];
        references.copy(0, 13, 1, said, 0);
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
