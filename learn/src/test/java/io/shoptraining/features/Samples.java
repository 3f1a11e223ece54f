package io.shoptraining.features;

import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.task.TrainingSpec;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small histories and specs for tests. */
public final class Samples {
    public static final LocalDate START = LocalDate.of(2022, 1, 3);

    private Samples() {}

    public static TrainingSpec spec(String modelType, int lookBack, int horizon, int folds) {
        SeriesScope scope = SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL);
        return new TrainingSpec(scope, modelType, Map.of(), 3, horizon, lookBack, folds, 1);
    }

    public static TrainingSpec randomSpec(Random random) {
        return spec("seasonal_naive", 7 + random.nextInt(30), 1 + random.nextInt(14), 1 + random.nextInt(4));
    }

    /** Series with every covariate, some of them ending early or beginning late. */
    public static List<History> random(TrainingSpec spec, Random random) {
        int days = spec.requiredDays() + random.nextInt(60);
        List<History> histories = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            int late = i == 0 ? 0 : random.nextInt(40);
            histories.add(history("P" + i, START.plusDays(late), randomSales(days - late, random), random));
        }
        return histories;
    }

    public static double[] randomSales(int days, Random random) {
        double[] sales = new double[days];
        for (int day = 0; day < days; day++) {
            sales[day] = random.nextInt(4) == 0 ? 0 : random.nextInt(50);
        }
        return sales;
    }

    public static History history(String product, LocalDate start, double[] sales, Random random) {
        Map<String, double[]> covariates = new HashMap<>();
        for (String name : List.of(History.PRICE, History.PROMOTION, History.OPEN, "temperature")) {
            double[] values = new double[sales.length];
            for (int day = 0; day < values.length; day++) {
                values[day] = name.equals(History.PRICE) || name.equals("temperature")
                        ? 5 + random.nextInt(10)
                        : random.nextInt(8) == 0 ? 0 : 1;
            }
            covariates.put(name, values);
        }
        return new History(null, product, start, sales, covariates);
    }

    public static History plain(double... sales) {
        return new History(null, "P1", START, sales, Map.of());
    }

    /** The arrays of one window, one after the other: past, future, target, weight. */
    public static List<float[]> arrays(WindowSet windows, int window) {
        WindowBatch batch = windows.read(window);
        return List.of(batch.past(), batch.future(), batch.target(), batch.weight());
    }
}
