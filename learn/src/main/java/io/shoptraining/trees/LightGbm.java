package io.shoptraining.trees;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** LightGBM (Ke et al. 2017, NeurIPS) on one thread, so that the same rows give the same trees. */
public final class LightGbm implements Boosting {
    private static final String PREDICT = "num_threads=1";
    private static final String TEMPORARY = "java.io.tmpdir";

    /** Loads the native code, once. */
    private static final class Library {
        static final boolean READY = load();

        private Library() {}

        /**
         * The binding unpacks its libraries under fixed names into the folder for temporary files, and takes what lies
         * there: two processes that share the folder would write over what the other one runs, and anybody's file would
         * be run. So it is shown a folder of its own.
         */
        private static boolean load() {
            String shared = System.getProperty(TEMPORARY);
            try {
                Path own = Files.createTempDirectory("lightgbm");
                try {
                    System.setProperty(TEMPORARY, own + File.separator);
                    LGBMBooster.loadNative();
                } finally {
                    System.setProperty(TEMPORARY, shared);
                    clear(own.toFile());
                }
            } catch (IOException e) {
                throw ShopTrainingException.io("the folder of the native libraries", e);
            }
            return LGBMBooster.isNativeLoaded();
        }

        /** What is mapped stays readable; where it cannot be deleted for that, it goes with the process. */
        private static void clear(File folder) {
            folder.deleteOnExit();
            for (File file : Objects.requireNonNull(folder.listFiles())) {
                if (!file.delete()) {
                    file.deleteOnExit();
                }
            }
            folder.delete();
        }

        static void start() {
            if (!READY) {
                throw new UnsatisfiedLinkError("the native code of LightGBM cannot be loaded");
            }
        }
    }

    @Override
    public @Nullable String unavailable() {
        return Boosting.missing(
                "LightGBM", "/lightgbm4j/" + Platform.folder("osx") + "/" + Platform.library("_lightgbm"));
    }

    @Override
    public String extension() {
        return ".txt";
    }

    @Override
    public Booster start(BoostingSettings settings, Rows train, @Nullable Rows validation) {
        Library.start();
        String parameters = parameters(settings);
        List<LGBMDataset> held = new ArrayList<>();
        try {
            held.add(dataset(train, parameters, null));
            LGBMBooster booster = LGBMBooster.create(held.get(0), parameters);
            Growing growing = new Growing(booster, train.width(), held);
            if (validation != null) {
                held.add(dataset(validation, parameters, held.get(0)));
                booster.addValidData(held.get(1));
            }
            return growing;
        } catch (LGBMException e) {
            held.forEach(LightGbm::free);
            throw failed(e);
        }
    }

    private static void free(LGBMDataset dataset) {
        try {
            dataset.close();
        } catch (LGBMException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(LGBMException e) {
        return new IllegalStateException("LightGBM: " + e.getMessage(), e);
    }

    @Override
    public Booster load(Path file, int width) {
        Library.start();
        try {
            LGBMBooster booster = LGBMBooster.loadModelFromString(Files.readString(file));
            int features = booster.getNumFeature();
            if (features != width) {
                booster.close();
                throw Boosting.otherWidth(file, features, width);
            }
            return new Growing(booster, width, List.of());
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        } catch (LGBMException e) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, file + ": no model of LightGBM", e);
        }
    }

    private static LGBMDataset dataset(Rows rows, String parameters, @Nullable LGBMDataset like) throws LGBMException {
        LGBMDataset dataset =
                LGBMDataset.createFromMat(rows.values(), rows.size(), rows.width(), true, parameters, like);
        dataset.setField("label", rows.target());
        dataset.setField("weight", rows.weight());
        return dataset;
    }

    private static String parameters(BoostingSettings settings) {
        String objective = settings.objective().equals("squared") ? "regression" : settings.objective();
        String categories = settings.categories().stream().map(String::valueOf).collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "objective=%s tweedie_variance_power=%s learning_rate=%s num_leaves=%d min_data_in_leaf=%d"
                        + " feature_fraction=%s bagging_fraction=%s bagging_freq=1 max_bin=127"
                        + " boost_from_average=true metric=%s is_provide_training_metric=true"
                        + " seed=%d deterministic=true force_row_wise=true num_threads=1 verbosity=-1%s",
                objective,
                settings.tweediePower(),
                settings.learningRate(),
                settings.leaves(),
                settings.minRows(),
                settings.featureShare(),
                settings.rowShare(),
                objective,
                settings.seed(),
                categories.isEmpty() ? "" : " categorical_feature=" + categories);
    }

    private interface Work<T> {
        T run() throws LGBMException;
    }

    private static <T> T said(Work<T> work) {
        try {
            return work.run();
        } catch (LGBMException e) {
            throw failed(e);
        }
    }

    private record Growing(LGBMBooster booster, int width, List<LGBMDataset> rows) implements Booster {
        @Override
        public void grow() {
            said(booster::updateOneIter);
        }

        @Override
        public double[] losses() {
            return said(() -> new double[] {booster.getEval(0)[0], booster.getEval(1)[0]});
        }

        @Override
        public float[] predict(float[] values, int count) {
            double[] said = said(() ->
                    booster.predictForMat(values, count, width, true, PredictionType.C_API_PREDICT_NORMAL, PREDICT));
            float[] all = new float[count];
            for (int row = 0; row < count; row++) {
                all[row] = (float) said[row];
            }
            return all;
        }

        @Override
        public void save(Path file) {
            String text = said(() -> booster.saveModelToString(0, 0, LGBMBooster.FeatureImportanceType.GAIN));
            try {
                Files.writeString(file, text);
            } catch (IOException e) {
                throw ShopTrainingException.io(file.toString(), e);
            }
        }

        @Override
        public void close() {
            try {
                booster.close();
            } catch (LGBMException e) {
                throw failed(e);
            } finally {
                rows.forEach(LightGbm::free);
            }
        }
    }
}
