package io.shoptraining.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class TensorsTest {
    @Test
    void theEngineNamesItsVersion() {
        assertThat(Tensors.engineVersion()).matches("libtorch \\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void aScopeFreesWhatWasMadeInside() {
        Tensors.start();
        long before = Pointer.totalBytes();
        for (int i = 0; i < 2000; i++) {
            try (Tensors.Scope scope = Tensors.scope()) {
                Tensor large = Tensors.of(new float[250_000], 250_000);
                assertThat(large.add(1).slice(0, 7, 1).item()).isEqualTo(1);
            }
        }
        // 2,000 times 2 MB would be 4 GB
        assertThat(Pointer.totalBytes() - before).isLessThan(10_000_000);
        assertThat(Pointer.physicalBytes()).isLessThan(3_000_000_000L);
    }

    @Test
    void dropoutFollowsFromItsSeedAloneAndKeepsTheExpectation() {
        try (Tensors.Scope scope = Tensors.scope()) {
            Tensor ones = Tensors.of(new float[10_000], 10_000).add(1);
            Tensors.Dropout first = Tensors.dropout(0.25, 9);
            float[] one = first.apply(ones).toFloats();
            float[] next = first.apply(ones).toFloats();
            Tensors.dropout(0.5, 1).apply(ones);
            float[] again = Tensors.dropout(0.25, 9).apply(ones).toFloats();
            assertThat(again).isEqualTo(one).isNotEqualTo(next);
            double sum = 0;
            for (float value : one) {
                assertThat(value == 0 || Math.abs(value - 4 / 3f) < 1e-6).isTrue();
                sum += value;
            }
            assertThat(sum).isBetween(9_500.0, 10_500.0);
        }
    }

    @Test
    void aShapeThatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Tensors.of(new float[3], 2, 2));
    }

    @Test
    void nothingIsSeenOfTheFuture() {
        try (Tensors.Scope scope = Tensors.scope()) {
            float[] masked = Tensors.of(new float[4], 2, 2).maskFuture().toFloats();
            assertThat(masked).containsExactly(0, Float.NEGATIVE_INFINITY, 0, 0);
        }
    }
}
