package io.shoptraining.trees;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    public Booster start(BoostingSettings settings, Rows train, @Nullable Rows validation) {
        List<DMatrix> held = new ArrayList<>();
        try {
            held.add(new DMatrix(train.values(), train.size(), train.width(), Float.NaN));
            fill(held.get(0), train, settings);
            if (validation != null) {
                held.add(new DMatrix(validation.values(), validation.size(), validation.width(), Float.NaN));
                fill(held.get(1), validation, settings);
            }
            ml.dmlc.xgboost4j.java.Booster booster =
                    XGBoost.train(held.get(0), parameters(settings), 0, Map.of(), null, null);
            return new Growing(booster, train.width(), held);
        } catch (XGBoostError e) {
            held.forEach(DMatrix::dispose);
            throw new IllegalStateException("XGBoost: " + e.getMessage(), e);
        }
    }

    @Override
    public Booster load(Path file, int width) {
        try {
            ml.dmlc.xgboost4j.java.Booster booster = XGBoost.loadModel(Files.readAllBytes(file));
            booster.setParam("nthread", 1);
            long features = booster.getNumFeature();
            if (features != width) {
                booster.dispose();
                throw Boosting.otherWidth(file, features, width);
            }
            return new Growing(booster, width, List.of());
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        } catch (XGBoostError e) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, file + ": no model of XGBoost", e);
        }
    }

    private static void fill(DMatrix matrix, Rows rows, BoostingSettings settings) throws XGBoostError {
        String[] types = new String[rows.width()];
        Arrays.setAll(types, column -> settings.categories().contains(column) ? "c" : "q");
        matrix.setFeatureTypes(types);
        matrix.setLabel(rows.target());
        matrix.setWeight(rows.weight());
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
            String figure = part.substring(part.lastIndexOf(':') + 1);
            return figure.endsWith("nan") || figure.endsWith("inf") ? Double.NaN : Double.parseDouble(figure);
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
