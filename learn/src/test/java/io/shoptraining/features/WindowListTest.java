package io.shoptraining.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.testing.RandomSeeds;
import java.util.Random;

final class WindowListTest {
    @RandomSeeds
    void thinningKeepsTheLastWindowStaysBelowTheLimitAndMeetsEveryWeekday(Random random) {
        int size = 1 + random.nextInt(2000);
        int limit = 20 + random.nextInt(200);
        WindowList all = new WindowList();
        for (int i = 0; i < size; i++) {
            all.add(i % 3, i);
        }
        WindowList fewer = all.thinned(limit);
        int[] origins = fewer.origins();
        assertThat(fewer.size()).isLessThanOrEqualTo(limit).isGreaterThan(0);
        assertThat(origins[origins.length - 1]).isEqualTo(size - 1);
        assertThat(fewer.series()[0]).isEqualTo(origins[0] % 3);
        if (origins.length > 7) {
            boolean[] weekdays = new boolean[7];
            for (int origin : origins) {
                weekdays[origin % 7] = true;
            }
            assertThat(weekdays).doesNotContain(false);
        }
    }
}
