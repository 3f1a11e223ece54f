package io.shoptraining.sales;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ZeroRunsTest {
    private static boolean never(int day) {
        return day < 0;
    }

    /** Sells on all days but some, and nothing on those of a run. */
    private static double[] sales(int days, IntPredicate quiet, int from, int to) {
        double[] quantity = new double[days];
        for (int day = 0; day < days; day++) {
            quantity[day] = quiet.test(day) || day >= from && day < to ? 0 : 3;
        }
        return quantity;
    }

    private static int[] inferred(double[] quantity, IntPredicate idle) {
        boolean[] soldOut = ZeroRuns.infer(quantity, idle);
        return IntStream.range(0, soldOut.length).filter(day -> soldOut[day]).toArray();
    }

    @Test
    void aRunThatChanceHardlyGivesIsTakenForAStockOut() {
        double[] quantity = sales(120, ZeroRunsTest::never, 60, 67);
        assertThat(ZeroRuns.areLong(quantity)).isTrue();
        assertThat(inferred(quantity, ZeroRunsTest::never)).containsExactly(60, 61, 62, 63, 64, 65, 66);
    }

    @Test
    void howLongARunHasToBeFollowsFromHowOftenTheProductSells() {
        IntPredicate half = day -> day % 2 == 1;
        assertThat(inferred(sales(120, half, 60, 72), ZeroRunsTest::never))
                .as("13 days, with the quiet one before")
                .isEmpty();
        assertThat(inferred(sales(120, half, 60, 74), ZeroRunsTest::never)).hasSize(15);
        assertThat(inferred(sales(120, day -> day % 5 > 1, 60, 100), ZeroRunsTest::never))
                .as("it seldom sells")
                .isEmpty();
    }

    @Test
    void aProductThatDoesNotSellAgainOrNotForASeasonIsNotOutOfStock() {
        assertThat(inferred(sales(100, ZeroRunsTest::never, 60, 100), ZeroRunsTest::never))
                .isEmpty();
        assertThat(inferred(sales(200, ZeroRunsTest::never, 60, 60 + 56), ZeroRunsTest::never))
                .hasSize(56);
        assertThat(inferred(sales(200, ZeroRunsTest::never, 60, 60 + 57), ZeroRunsTest::never))
                .isEmpty();
        assertThat(inferred(sales(120, ZeroRunsTest::never, 20, 40), ZeroRunsTest::never))
                .as("too young")
                .isEmpty();
        double[] returned = sales(120, ZeroRunsTest::never, 60, 70);
        returned[70] = -1;
        assertThat(inferred(returned, ZeroRunsTest::never))
                .as("a return is no sale")
                .isEmpty();
    }

    @Test
    void daysOnWhichNothingCouldBeSoldCountOnNeitherSide() {
        double[] quantity = sales(120, ZeroRunsTest::never, 60, 67);
        assertThat(inferred(quantity, day -> day == 63)).isEmpty();
        double[] longer = sales(120, ZeroRunsTest::never, 60, 68);
        assertThat(inferred(longer, day -> day == 63)).hasSize(8);
        double[] unknown = sales(120, ZeroRunsTest::never, 60, 68);
        unknown[64] = Double.NaN;
        assertThat(inferred(unknown, ZeroRunsTest::never)).hasSize(8);
        assertThat(inferred(sales(120, day -> day % 7 == 6, 60, 68), day -> day % 7 == 6))
                .hasSize(8);
    }

    @Test
    void aRunThatIsStillOpenIsNeverOne() {
        double[] quantity = sales(120, ZeroRunsTest::never, 60, 80);
        for (int end = 61; end <= 80; end++) {
            assertThat(inferred(Arrays.copyOf(quantity, end), ZeroRunsTest::never))
                    .isEmpty();
        }
        assertThat(inferred(Arrays.copyOf(quantity, 81), ZeroRunsTest::never)).hasSize(20);
    }
}
