package io.shoptraining.trees;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/** XGBoost (Chen and Guestrin 2016, arXiv 1603.02754), histogram method, on one thread. */
public final class XgBoost implements Boosting {
    private static final String FORMAT = "ubj";

    @Override
    public @Nullable String unavailable() {
        return Boosting.missing("XGBoost", "/lib/" + Platform.folder("macos") + "/" + Platform.library("xgboost4j"));
    }

    @Override
    public String extension() {
        return ".ubj";
    }

    @Override
    public Booster start(BoostingSettings settings, Rows train, Rows validation) {
        return said(() -> {
            DMatrix rows = matrix(train, settings);
            DMatrix unseen = matrix(validation, settings);
            Map<String, DMatrix> watched = Map.of();
            ml.dmlc.xgboost4j.java.Booster booster = XGBoost.train(rows, parameters(settings), 0, watched, null, null);
            return new Growing(booster, train.width(), List.of(rows, unseen));
        });
    }

    @Override
    public Booster load(Path file, int width) {
        try {
            ml.dmlc.xgboost4j.java.Booster booster = XGBoost.loadModel(Files.readAllBytes(file));
            booster.setParam("nthread", 1);
            if (booster.getNumFeature() != width) {
                throw new ShopTrainingException(
                        ErrorCode.DAMAGED_FILE,
                        file + ": has trees over " + booster.getNumFeature() + " features; its settings ask for "
                                + width);
            }
            return new Growing(booster, width, List.of());
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        } catch (XGBoostError e) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, file + ": no model of XGBoost", e);
        }
    }

    private static DMatrix matrix(Rows rows, BoostingSettings settings) throws XGBoostError {
        DMatrix matrix = new DMatrix(rows.values(), rows.size(), rows.width(), Float.NaN);
        String[] types = new String[rows.width()];
        Arrays.setAll(types, column -> settings.categories().contains(column) ? "c" : "q");
        matrix.setFeatureTypes(types);
        matrix.setLabel(rows.target());
        matrix.setWeight(rows.weight());
        return matrix;
    }

    private static Map<String, Object> parameters(BoostingSettings settings) {
        Map<String, Object> parameters = new HashMap<>();
        switch (settings.objective()) {
            case "tweedie" -> {
                parameters.put("objective", "reg:tweedie");
                parameters.put("tweedie_variance_power", settings.tweediePower());
                parameters.put("eval_metric", "tweedie-nloglik@" + settings.tweediePower());
            }
            case "poisson" -> {
                parameters.put("objective", "count:poisson");
                parameters.put("eval_metric", "poisson-nloglik");
            }
            default -> {
                parameters.put("objective", "reg:squarederror");
                parameters.put("eval_metric", "rmse");
            }
        }
        parameters.put("tree_method", "hist");
        parameters.put("grow_policy", "lossguide");
        parameters.put("max_depth", 0);
        parameters.put("max_leaves", settings.leaves());
        parameters.put("max_bin", 127);
        parameters.put("max_cat_to_onehot", 4);
        parameters.put("min_child_weight", settings.minRows());
        parameters.put("eta", settings.learningRate());
        parameters.put("colsample_bynode", settings.featureShare());
        parameters.put("subsample", settings.rowShare());
        parameters.put("seed", settings.seed());
        parameters.put("nthread", 1);
        parameters.put("verbosity", 0);
        return parameters;
    }

    private interface Work<T> {
        T run() throws XGBoostError;
    }

    private static <T> T said(Work<T> work) {
        try {
            return work.run();
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost: " + e.getMessage(), e);
        }
    }

    private static final class Growing implements Booster {
        private final ml.dmlc.xgboost4j.java.Booster booster;
        private final int width;
        private final List<DMatrix> rows;
        private int round;

        Growing(ml.dmlc.xgboost4j.java.Booster booster, int width, List<DMatrix> rows) {
            this.booster = booster;
            this.width = width;
            this.rows = List.copyOf(rows);
        }

        @Override
        public void grow() {
            said(() -> {
                booster.update(rows.get(0), round++);
                return true;
            });
        }

        @Override
        public double[] losses() {
            String text = said(() -> booster.evalSet(rows.toArray(DMatrix[]::new), new String[] {"a", "b"}, round));
            // [3]\ta-rmse:0.5\tb-rmse:0.7
            String[] parts = text.split("\t", -1);
            return new double[] {figure(parts[1]), figure(parts[2])};
        }

        private static double figure(String part) {
            return Double.parseDouble(part.substring(part.lastIndexOf(':') + 1));
        }

        @Override
        public float[] predict(float[] values, int count) {
            return said(() -> {
                DMatrix matrix = new DMatrix(values, count, width, Float.NaN);
                try {
                    float[][] said = booster.predict(matrix);
                    float[] all = new float[count];
                    for (int row = 0; row < count; row++) {
                        all[row] = said[row][0];
                    }
                    return all;
                } finally {
                    matrix.dispose();
                }
            });
        }

        @Override
        public void save(Path file) {
            try (OutputStream out = Files.newOutputStream(file)) {
                booster.saveModel(out, FORMAT);
            } catch (IOException e) {
                throw ShopTrainingException.io(file.toString(), e);
            } catch (XGBoostError e) {
                throw new IllegalStateException("XGBoost: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            booster.dispose();
            rows.forEach(DMatrix::dispose);
        }
    }
}
