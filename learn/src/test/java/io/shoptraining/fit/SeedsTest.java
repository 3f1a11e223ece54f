package io.shoptraining.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.stream.IntStream;

class SeedsTest {
    @RandomSeeds(count = 20)
    void everyEpochHoldsEveryWindowOnceInAnOrderOfItsOwn(long seed) {
        Seeds seeds = new Seeds(seed);
        int[] first = seeds.drawn(100, 100, 1);
        int[] second = seeds.drawn(100, 100, 2);
        assertThat(first).isEqualTo(new Seeds(seed).drawn(100, 100, 1)).isNotEqualTo(second);
        int[] sorted = first.clone();
        Arrays.sort(sorted);
        assertThat(sorted).isEqualTo(IntStream.range(0, 100).toArray());
        assertThat(seeds.dropout(1)).isNotEqualTo(seeds.dropout(2)).isNotNegative();
    }

    @RandomSeeds(count = 20)
    void epochsOfAPartBringEveryWindowRoundBeforeAnyComesAgain(long seed) {
        Seeds seeds = new Seeds(seed);
        int[] seen = IntStream.rangeClosed(1, 20)
                .flatMap(epoch -> Arrays.stream(seeds.drawn(100, 30, epoch)))
                .toArray();
        for (int round = 0; round < 6; round++) {
            int[] sorted = Arrays.copyOfRange(seen, 100 * round, 100 * round + 100);
            Arrays.sort(sorted);
            assertThat(sorted).isEqualTo(IntStream.range(0, 100).toArray());
        }
        assertThat(Arrays.copyOf(seen, 100)).isNotEqualTo(Arrays.copyOfRange(seen, 100, 200));
    }

    @RandomSeeds(count = 20)
    void theWatchedWindowsAreDifferentOnesAndAlwaysTheSame(long seed) {
        int[] watched = new Seeds(seed).watched(100, 30);
        assertThat(watched).isEqualTo(new Seeds(seed).watched(100, 30)).isSorted();
        assertThat(Arrays.stream(watched).distinct()).hasSize(30).allMatch(window -> window >= 0 && window < 100);
    }
}
