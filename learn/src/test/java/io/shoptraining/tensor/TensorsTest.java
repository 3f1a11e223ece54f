package io.shoptraining.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorsTest {
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    @Test
    void theEngineNamesItsVersion() {
        assertThat(Tensors.engineVersion()).matches("libtorch \\d+\\.\\d+\\.\\d+.*");
    }

    /** In a loader of its own, where nothing is loaded yet, and with a folder in which the lock cannot be made. */
    @Test
    void aLibraryThatCannotBeLoadedGivesTheSameReasonEveryTime(@TempDir Path cache) throws Exception {
        Files.createDirectory(cache.resolve("loading.lock"));
        List<URL> classes = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classes.add(Path.of(part).toUri().toURL());
        }
        String before = System.getProperty(CACHE, "");
        System.setProperty(CACHE, cache.toString());
        try (URLClassLoader fresh =
                new URLClassLoader(classes.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method start = fresh.loadClass(Tensors.class.getName()).getMethod("start");
            Throwable first = catchThrowable(() -> start.invoke(null)).getCause();
            assertThat(first).isInstanceOf(ExceptionInInitializerError.class);
            assertThat(catchThrowable(() -> start.invoke(null))).hasCause(first);
        } finally {
            if (before.isEmpty()) {
                System.clearProperty(CACHE);
            } else {
                System.setProperty(CACHE, before);
            }
        }
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
