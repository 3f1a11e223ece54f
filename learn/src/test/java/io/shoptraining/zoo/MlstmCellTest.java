package io.shoptraining.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shoptraining.tensor.Tensor;
import io.shoptraining.tensor.Tensors;
import io.shoptraining.testing.RandomSeeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlstmCellTest {
    private static final int HEADS = 2;
    private static final int DIM = 3;

    @RandomSeeds(count = 10)
    void theParallelTheChunkwiseAndTheRecurrentFormAgree(Random random) {
        int steps = 1 + random.nextInt(60);
        int chunk = 1 + random.nextInt(steps);
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor q = values(random, 1, steps, DIM);
            Tensor k = values(random, 1, steps, DIM);
            Tensor v = values(random, 1, steps, DIM);
            Tensor input = values(random, 8, steps);
            Tensor forget = values(random, 8, steps);
            double[] parallel = Mlstm.parallel(q, k, v, input, forget).toDoubles();
            double[] recurrent = Mlstm.recurrent(q, k, v, input, forget).toDoubles();
            assertThat(parallel).containsExactly(recurrent, within(1e-9));
            assertThat(Mlstm.chunkwise(q, k, v, input, forget, chunk).toDoubles())
                    .containsExactly(recurrent, within(1e-9));
        }
    }

    /** By hand: {@code h = i v (q k / sqrt d) / max(|i q k / sqrt d|, 1)}; nothing was remembered before. */
    @RandomSeeds(count = 10)
    void theFirstStepIsThatOfThePaper(Random random) {
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor q = values(random, 1, 1, DIM);
            Tensor k = values(random, 1, 1, DIM);
            Tensor v = values(random, 1, 1, DIM);
            Tensor input = values(random, 1, 1);
            double[] found =
                    Mlstm.parallel(q, k, v, input, values(random, 1, 1)).toDoubles();
            double[] qs = q.toDoubles();
            double[] ks = k.toDoubles();
            double[] vs = v.toDoubles();
            for (int head = 0; head < HEADS; head++) {
                double dot = 0;
                for (int d = 0; d < DIM; d++) {
                    dot += qs[head * DIM + d] * ks[head * DIM + d] / Math.sqrt(DIM);
                }
                double score = Math.exp(input.toDoubles()[head]) * dot;
                for (int d = 0; d < DIM; d++) {
                    double expected = score * vs[head * DIM + d] / Math.max(Math.abs(score), 1);
                    assertThat(found[head * DIM + d]).isCloseTo(expected, within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"80, 80", "80, -80", "-80, 80", "-80, -80"})
    void extremeGatesGiveNumbersOver10000Steps(double input, double forget) {
        Random random = new Random(5);
        int steps = 10_000;
        try (Tensors.Scope scope = Tensors.scope();
                Tensors.NoGradient constant = Tensors.withoutGradient()) {
            Tensor q = values(random, 1, steps, DIM);
            Tensor k = values(random, 1, steps, DIM);
            Tensor v = values(random, 1, steps, DIM);
            Tensor inputs = values(random, 0, steps).add(input);
            Tensor forgets = values(random, 0, steps).add(forget);
            double[] all = Mlstm.recurrent(q, k, v, inputs, forgets).toDoubles();
            assertThat(all).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            double[] chunked = Mlstm.chunkwise(q, k, v, inputs, forgets, 64).toDoubles();
            assertThat(chunked).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            int first = 300;
            double[] parallel = Mlstm.parallel(
                            q.slice(2, 0, first),
                            k.slice(2, 0, first),
                            v.slice(2, 0, first),
                            inputs.slice(2, 0, first),
                            forgets.slice(2, 0, first))
                    .view(HEADS, first, DIM)
                    .select(0, 0)
                    .toDoubles();
            for (int i = 0; i < parallel.length; i++) {
                assertThat(parallel[i]).isCloseTo(all[i], within(1e-9));
                assertThat(chunked[i]).isCloseTo(all[i], within(1e-9));
            }
        }
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        int steps = 5;
        double[] start = new double[HEADS * steps * (3 * DIM + 2)];
        Random random = new Random(3);
        for (int i = 0; i < start.length; i++) {
            start[i] = random.nextGaussian();
        }
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor leaf = Tensors.ofDoubles(start, start.length).leaf();
            objective(leaf, steps).backward();
            double[] gradient = leaf.grad().toDoubles();
            for (int chunk = 1; chunk < steps; chunk++) {
                Tensor again = Tensors.ofDoubles(start, start.length).leaf();
                chunked(again, steps, chunk).backward();
                assertThat(again.grad().toDoubles()).containsExactly(gradient, within(1e-4));
            }
            double width = 1e-6;
            for (int i = 0; i < start.length; i++) {
                double[] up = start.clone();
                double[] down = start.clone();
                up[i] += width;
                down[i] -= width;
                double slope =
                        (objective(Tensors.ofDoubles(up, up.length), steps).item()
                                        - objective(Tensors.ofDoubles(down, down.length), steps)
                                                .item())
                                / (2 * width);
                assertThat(gradient[i]).as("value %d", i).isCloseTo(slope, within(1e-4));
            }
        }
    }

    private static Tensor objective(Tensor flat, int steps) {
        return chunked(flat, steps, steps);
    }

    private static Tensor chunked(Tensor flat, int steps, int chunk) {
        long size = (long) HEADS * steps * DIM;
        Tensor q = flat.slice(0, 0, size).view(1, HEADS, steps, DIM);
        Tensor k = flat.slice(0, size, size).view(1, HEADS, steps, DIM);
        Tensor v = flat.slice(0, 2 * size, size).view(1, HEADS, steps, DIM);
        long gates = (long) HEADS * steps;
        Tensor input = flat.slice(0, 3 * size, gates).view(1, HEADS, steps);
        Tensor forget = flat.slice(0, 3 * size + gates, gates).view(1, HEADS, steps);
        return Mlstm.chunkwise(q, k, v, input, forget, chunk).square().sum();
    }

    private static Tensor values(Random random, double deviation, long... shape) {
        long[] whole = new long[shape.length + 2];
        whole[0] = 1;
        whole[1] = HEADS;
        System.arraycopy(shape, 0, whole, 2, shape.length);
        long count = HEADS;
        for (long size : shape) {
            count *= size;
        }
        double[] values = new double[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return Tensors.ofDoubles(values, whole);
    }
}
