package io.shoptraining.tensor;

import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Where tensors come from. Every tensor belongs to the innermost open {@link Scope} of its thread and is freed when that
 * closes, not when the collector gets to it.
 */
public final class Tensors {
    private static final AtomicReference<@Nullable LinkageError> FAILURE = new AtomicReference<>();

    private Tensors() {}

    /** Sets the threads once: this class is loaded before any other native call. */
    private static final class Engine {
        static final boolean READY = start();

        /**
         * One process at a time: the first use unpacks the libraries into a folder that workers share, and a process that
         * maps a library which another one still writes is killed.
         */
        private static boolean start() {
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                UnpackedLibraries libraries =
                        new UnpackedLibraries(Loader.getCacheDir().toPath(), engineVersion());
                try (FileChannel channel = FileChannel.open(libraries.lock(), options);
                        FileLock held = channel.lock()) {
                    libraries.clearUnlessWhole();
                    torch.set_num_threads(1);
                    torch.set_num_interop_threads(1);
                    libraries.markWhole();
                    return held.isValid() && torch.get_num_threads() == 1;
                }
            } catch (IOException e) {
                throw ShopTrainingException.io("the folder of the native libraries", e);
            }
        }
    }

    /** The library and its version, for {@code doctor} and a model's provenance. Loads no native code. */
    public static String engineVersion() {
        try {
            return "libtorch " + Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            return "libtorch of unknown version";
        }
    }

    /**
     * Loads the native library, one thread per process.
     *
     * @throws LinkageError when it cannot be loaded, with the reason: Java itself gives that only the first time
     */
    public static synchronized void start() {
        LinkageError before = FAILURE.get();
        if (before != null) {
            throw before;
        }
        try {
            if (!Engine.READY) {
                throw new IllegalStateException("libtorch does not run on one thread");
            }
        } catch (LinkageError e) {
            FAILURE.set(e);
            throw e;
        }
    }

    /** Opens a scope: native memory of what is made inside it is freed when it closes. */
    public static Scope scope() {
        start();
        return new Scope();
    }

    /** Inside, nothing is remembered for a backward pass. */
    public static NoGradient withoutGradient() {
        start();
        return new NoGradient();
    }

    public static Tensor of(float[] values, long... shape) {
        checkSize(values.length, shape);
        start();
        return new Tensor(org.bytedeco.pytorch.AbstractTensor.create(values, shape));
    }

    public static Tensor ofDoubles(double[] values, long... shape) {
        checkSize(values.length, shape);
        start();
        return new Tensor(org.bytedeco.pytorch.AbstractTensor.create(values, shape));
    }

    public static Tensor cat(List<Tensor> parts, int dim) {
        return new Tensor(torch.cat(vector(parts), dim));
    }

    public static Tensor stack(List<Tensor> parts, int dim) {
        return new Tensor(torch.stack(vector(parts), dim));
    }

    static TensorVector vector(List<Tensor> parts) {
        return new TensorVector(parts.stream().map(t -> t.at).toArray(org.bytedeco.pytorch.Tensor[]::new));
    }

    /** A stream of random masks of its own: nothing else in the process can move it. */
    public static Dropout dropout(double rate, long seed) {
        start();
        return new Dropout(rate, seed);
    }

    private static void checkSize(int length, long[] shape) {
        long expected = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (length != expected) {
            throw new IllegalArgumentException(length + " values for shape " + Arrays.toString(shape));
        }
    }

    /** Frees what was made inside it. */
    public static final class Scope implements AutoCloseable {
        private final PointerScope scope = new PointerScope();

        private Scope() {}

        @Override
        public void close() {
            scope.close();
        }
    }

    /** Ends the gradient-free stretch when closed. */
    public static final class NoGradient implements AutoCloseable {
        private final AutoGradMode mode = new AutoGradMode(false);

        private NoGradient() {}

        @Override
        public void close() {
            mode.close();
        }
    }

    /** Inverted dropout from a seeded generator. Belongs to the scope in which it was made. */
    public static final class Dropout {
        private final double rate;
        private final GeneratorOptional generator;

        private Dropout(double rate, long seed) {
            this.rate = rate;
            Generator seeded = torch.make_generator_cpu(seed);
            this.generator = new GeneratorOptional(seeded);
        }

        /** Zeroes each value with the rate's chance and scales the rest up, so that the expectation stays. */
        public Tensor apply(Tensor input) {
            if (rate == 0) {
                return input;
            }
            org.bytedeco.pytorch.Tensor mask =
                    torch.empty_like(input.at).bernoulli_(1 - rate, generator).mul_(new Scalar(1 / (1 - rate)));
            return new Tensor(input.at.mul(mask));
        }
    }
}
