package io.shoptraining.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a real PyTorch what it reads from our files. */
class PthTorchTest {
    private static final String SCRIPT = """
            import struct, sys, torch
            state = torch.load(sys.argv[1], weights_only=True)
            print(type(state).__name__)
            for name, tensor in state.items():
                bits = [struct.unpack('<i', struct.pack('<f', v))[0] for v in tensor.flatten().tolist()]
                print(ascii(name), list(tensor.shape), tensor.dtype, bits, sep='|')
            """;

    @TempDir
    Path folder = Path.of("unset");

    @Test
    void torchReadsNamesShapesAndValues() throws IOException, InterruptedException {
        Torch.need();
        Map<String, FloatArray> arrays = new LinkedHashMap<>(PthFileTest.small());
        arrays.put("scalar", new FloatArray(new long[0], new float[] {-0f}));
        arrays.put("none", new FloatArray(new long[] {0, 3}, new float[0]));
        float[] many = new float[300 * 300];
        Random random = new Random(1);
        for (int i = 0; i < many.length; i++) {
            many[i] = (float) random.nextGaussian();
        }
        arrays.put("many.weight", new FloatArray(new long[] {300, 1, 300}, many));
        List<String> expected = new ArrayList<>(List.of("OrderedDict"));
        arrays.forEach((name, array) -> expected.add("'" + name + "'|" + Arrays.toString(array.shape())
                + "|torch.float32|" + Arrays.toString(bits(array.values()))));
        Path file = folder.resolve("model.pth");
        PthFile.write(file, arrays);
        Torch.Result result = Torch.python("-c", SCRIPT, file.toString());
        assertThat(result.text().lines()).as(result.text()).containsExactlyElementsOf(expected);
    }

    @Test
    void torchReadsAnEmptyStateDict() throws IOException, InterruptedException {
        Torch.need();
        Path file = folder.resolve("empty.pth");
        PthFile.write(file, Map.of());
        assertThat(Torch.python("-c", SCRIPT, file.toString()).text().strip()).isEqualTo("OrderedDict");
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
