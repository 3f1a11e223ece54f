package io.shoptraining.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.testing.RandomSeeds;
import java.util.Arrays;
import java.util.stream.IntStream;

class SeedsTest {
    @RandomSeeds(count = 20)
    void everyEpochHoldsEveryWindowOnceInAnOrderOfItsOwn(long seed) {
        Seeds seeds = new Seeds(seed);
        int[] first = seeds.shuffled(100, 1);
        int[] second = seeds.shuffled(100, 2);
        assertThat(first).isEqualTo(new Seeds(seed).shuffled(100, 1)).isNotEqualTo(second);
        int[] sorted = first.clone();
        Arrays.sort(sorted);
        assertThat(sorted).isEqualTo(IntStream.range(0, 100).toArray());
        assertThat(seeds.dropout(1)).isNotEqualTo(seeds.dropout(2)).isNotNegative();
    }
}
