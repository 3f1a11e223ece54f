package io.shoptraining.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shoptraining.disk.Damage;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.testing.RandomSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PthFileTest {
    @TempDir
    Path folder = Path.of("unset");

    @RandomSeeds
    void whatIsWrittenIsReadBackBitForBitAndInOrder(Random random) {
        Map<String, FloatArray> arrays = random(random);
        Path file = folder.resolve("model.pth");
        PthFile.write(file, arrays);
        Map<String, FloatArray> back = PthFile.read(file);
        assertThat(back.keySet()).containsExactlyElementsOf(arrays.keySet());
        arrays.forEach((name, array) -> assertThat(array.sameAs(back.getOrDefault(name, scalar())))
                .as(name)
                .isTrue());
    }

    @RandomSeeds(count = 10)
    void equalArraysGiveEqualBytes(long seed) {
        assertThat(PthFile.encode(random(new Random(seed)))).isEqualTo(PthFile.encode(random(new Random(seed))));
    }

    @Test
    void dataLiesAtMultiplesOf64Bytes() {
        byte[] bytes = PthFile.encode(small());
        float[] weights = small().values().iterator().next().values();
        int at = indexOf(bytes, weights[0], weights[1]);
        assertThat(at).isPositive();
        assertThat(at % 64).isZero();
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = PthFile.encode(small());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(Damage.class).as("cut to %d", length).isThrownBy(() -> PthFile.decode(cut));
        }
    }

    @Test
    void everySingleFlippedBitIsRefused() {
        byte[] bytes = PthFile.encode(small());
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(Damage.class).as("bit %d", bit).isThrownBy(() -> PthFile.decode(flipped));
        }
    }

    @Test
    void addedBytesAreRefused() {
        byte[] bytes = PthFile.encode(small());
        byte[] trailing = Arrays.copyOf(bytes, bytes.length + 1);
        byte[] prefixed = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, prefixed, 1, bytes.length);
        for (byte[] changed : List.of(trailing, prefixed)) {
            assertThatExceptionOfType(Damage.class).isThrownBy(() -> PthFile.decode(changed));
        }
    }

    @Test
    void aDamagedFileIsNamedWithTheReason() throws IOException {
        Path file = folder.resolve("cut.pth");
        Files.write(file, new byte[100]);
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> PthFile.read(file))
                .withMessageContaining("cut.pth")
                .withMessageContaining("does not end as a ZIP archive")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED_FILE));
    }

    @Test
    void aMissingFileIsNotFound() {
        assertThatExceptionOfType(ShopTrainingException.class)
                .isThrownBy(() -> PthFile.read(folder.resolve("none.pth")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void onlyTheOwnerMayReadAFile() throws IOException {
        Path file = folder.resolve("mine.pth");
        PthFile.write(file, small());
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void aShapeThatDoesNotFitItsValuesIsAProgrammingError() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FloatArray(new long[] {2, 2}, new float[3]));
    }

    static Map<String, FloatArray> small() {
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        arrays.put("blocks.0.norm.weight", new FloatArray(new long[] {2, 3}, new float[] {1.5f, -2, 3, 4, 5, 6e-9f}));
        arrays.put("bias", new FloatArray(new long[] {1}, new float[] {0.25f}));
        return arrays;
    }

    static Map<String, FloatArray> random(Random random) {
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            long[] shape = random.longs(random.nextInt(5), 0, 9).toArray();
            float[] values = new float[(int) FloatArray.count(shape)];
            for (int j = 0; j < values.length; j++) {
                values[j] = random.nextInt(20) == 0 ? Float.POSITIVE_INFINITY : (float) random.nextGaussian();
            }
            String name = random.nextBoolean() ? "層." + i : "layer." + i + ".weight";
            arrays.put(name, new FloatArray(shape, values));
        }
        return arrays;
    }

    private static FloatArray scalar() {
        return new FloatArray(new long[0], new float[1]);
    }

    private static int indexOf(byte[] bytes, float first, float second) {
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + 8 <= bytes.length; i++) {
            if (buffer.getFloat(i) == first && buffer.getFloat(i + 4) == second) {
                return i;
            }
        }
        return -1;
    }
}
