package io.shoptraining.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.tensor.FloatArray;
import io.shoptraining.testing.RandomSeeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    @RandomSeeds
    void doublesSurviveBitForBit(Random random) {
        double[] numbers = {Double.longBitsToDouble(random.nextLong()), random.nextGaussian(), -0.0, Double.MIN_VALUE};
        double[] back = Checkpoint.decode(Checkpoint.encode(numbers)).orElseThrow();
        for (int i = 0; i < numbers.length; i++) {
            assertThat(Double.doubleToRawLongBits(back[i])).isEqualTo(Double.doubleToRawLongBits(numbers[i]));
        }
    }

    @Test
    void piecesThatAreNo16BitNumbersAreRefused() {
        for (float piece : new float[] {0.5f, -1, 65536, Float.NaN}) {
            assertThat(Checkpoint.decode(new FloatArray(new long[] {1, 4}, new float[] {0, piece, 0, 0})))
                    .isEmpty();
        }
    }
}
