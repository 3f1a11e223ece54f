package io.shoptraining.features;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.task.TrainingSpec;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How sales become what a model reads, learned on the training days of some series and kept with the model. Applied to
 * the same histories it gives the same arrays again.
 *
 * <p>Where nothing is known of a day after the end of a history, there is no promotion, no holiday of the shop's own and
 * nothing else that is planned, the price is the last known one, and the shop is open as on most of the same weekdays of
 * the eight weeks before.
 *
 * @param planned the covariates of the histories that are known ahead
 * @param scalers by covariate, all but the price, which each series has for itself
 * @param scales the size of each series that was learned from
 * @param traits how what is told of products and stores is read; null for a model from before there was any
 * @param holidays those that were given with the sales; null for China's
 */
public record FeaturePlan(
        int lookBack,
        int horizon,
        int folds,
        List<String> planned,
        Map<String, Scaler> scalers,
        List<SeriesScale> scales,
        @Nullable TraitPlan traits,
        @Nullable HolidayTable holidays) {
    /** More windows than this teach nothing new in a time that anybody waits. */
    static final int MOST_TRAIN_WINDOWS = 200_000;

    static final int MOST_VALIDATION_WINDOWS = 20_000;

    public FeaturePlan {
        planned = List.copyOf(planned);
        scalers = new TreeMap<>(scalers);
        scales = List.copyOf(scales);
    }

    /** As {@link #learn(TrainingSpec, List, HolidayTable)}, with China's holidays. */
    public static FeaturePlan learn(TrainingSpec spec, List<History> histories) {
        return learn(spec, histories, null);
    }

    /**
     * Learns scales from the training days; what comes after them has no influence.
     *
     * @throws ShopTrainingException {@link ErrorCode#SERIES_TOO_SHORT} when no history is long enough
     */
    public static FeaturePlan learn(TrainingSpec spec, List<History> histories, @Nullable HolidayTable holidays) {
        Timeline timeline = Timeline.of(spec, histories);
        List<History> usable = timeline.longEnough(histories);
        List<String> planned = names(usable).stream()
                .filter(name ->
                        usable.stream().anyMatch(history -> history.planned().contains(name)))
                .toList();
        Map<String, Scaler> scalers = new TreeMap<>();
        for (String name : names(usable)) {
            if (!name.equals(History.PRICE)) {
                double[] values = timeline.trainingValues(name, usable);
                scalers.put(name, planned.contains(name) ? Scaler.toUnit(values) : Scaler.standard(values));
            }
        }
        Map<String, LocalDate> openings = new TreeMap<>();
        histories.forEach(history ->
                openings.merge(String.valueOf(history.storeId()), history.start(), (a, b) -> a.isBefore(b) ? a : b));
        List<SeriesScale> scales = usable.stream()
                .map(history -> SeriesScale.learn(
                        history,
                        timeline.trainingDays(history),
                        Objects.requireNonNull(openings.get(String.valueOf(history.storeId())))))
                .toList();
        return new FeaturePlan(
                spec.lookBack(),
                spec.horizon(),
                spec.folds(),
                planned,
                scalers,
                scales,
                TraitPlan.learn(usable),
                holidays);
    }

    /**
     * The same plan with newer holidays, which know later days. A plan that learned with China's keeps them: what a day off
     * tells is not the same in two countries.
     */
    public FeaturePlan renewed(@Nullable HolidayTable newer) {
        HolidayTable now = holidays == null || newer == null ? holidays : newer;
        return new FeaturePlan(lookBack, horizon, folds, planned, scalers, scales, traits, now);
    }

    private static List<String> names(List<History> histories) {
        return histories.stream()
                .flatMap(history -> history.covariates().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The histories' windows to train, to validate and to measure. */
    public Splits split(TrainingSpec spec, List<History> histories) {
        Timeline timeline = Timeline.of(spec, histories);
        Placement placement = placement(histories);
        return split(timeline, histories, placement)
                .orElseThrow(() -> new ShopTrainingException(
                        ErrorCode.SERIES_TOO_SHORT,
                        "no series with " + spec.requiredDays() + " days has sales up to " + timeline.last()
                                + ", so there is nothing to train or to measure on"));
    }

    /** Empty when a part would have no windows. */
    private static Optional<Splits> split(Timeline timeline, List<History> histories, Placement placement) {
        List<String> notes = new ArrayList<>(timeline.notes(histories));
        WindowList train = new WindowList();
        WindowList validation = new WindowList();
        WindowList heldOut = new WindowList();
        for (int series = 0; series < histories.size(); series++) {
            timeline.place(series, histories.get(series), train, validation, heldOut);
        }
        if (train.size() == 0 || validation.size() == 0 || heldOut.size() == 0) {
            return Optional.empty();
        }
        WindowList fewer = train.thinned(MOST_TRAIN_WINDOWS);
        if (fewer.size() < train.size()) {
            notes.add("trains on " + fewer.size() + " evenly chosen windows of " + train.size());
        }
        notes.addAll(soldOut(histories));
        return Optional.of(new Splits(
                placement.windows(fewer),
                placement.windows(validation.thinned(MOST_VALIDATION_WINDOWS)),
                placement.windows(heldOut),
                windows -> split(timeline.rehearsal(windows), histories, placement),
                notes));
    }

    private static List<String> soldOut(List<History> histories) {
        long days = 0;
        long series = 0;
        for (History history : histories) {
            long own = IntStream.range(0, history.days())
                    .filter(history::isSoldOut)
                    .count();
            days += own;
            series += own > 0 ? 1 : 0;
        }
        return days == 0
                ? List.of()
                : List.of(days + " days of " + series
                        + " series are taken for stock-outs: days without sales in a row that"
                        + " chance hardly gives. They are neither learned as no demand nor measured");
    }

    /** One window for each history: the days after its end. A series that was not learned from is sized by itself. */
    public SeriesWindows future(List<History> histories) {
        WindowList windows = new WindowList();
        for (int series = 0; series < histories.size(); series++) {
            windows.add(series, histories.get(series).days());
        }
        return placement(histories).windows(windows);
    }

    /** What the sales of each history were divided by, in the order of the histories. */
    public double[] scales(List<History> histories) {
        return sizes(histories).stream().mapToDouble(SeriesScale::scale).toArray();
    }

    /**
     * One window for a series without sales: its first days. It is sized by its neighbours.
     *
     * @param around the sales around it, which tell of seasons and weekdays
     */
    public SeriesWindows first(History newcomer, ColdStart start, List<History> around) {
        WindowList window = new WindowList();
        window.add(0, 0);
        return placement(List.of(newcomer), List.of(start.size()), around).windows(window);
    }

    List<SeriesScale> sizes(List<History> histories) {
        Map<List<Object>, SeriesScale> known = new LinkedHashMap<>();
        scales.forEach(scale -> known.put(id(scale.storeId(), scale.productId()), scale));
        return histories.stream()
                .map(history -> {
                    SeriesScale scale = known.get(id(history.storeId(), history.productId()));
                    return scale == null ? SeriesScale.learn(history, history.days()) : scale;
                })
                .toList();
    }

    private static List<Object> id(@Nullable String store, @Nullable String product) {
        return List.of(Objects.requireNonNullElse(store, 0), Objects.requireNonNullElse(product, 0));
    }

    private Placement placement(List<History> histories) {
        return placement(histories, sizes(histories), histories);
    }

    /** @param around what moves all series is seen in the sum of these */
    private Placement placement(List<History> histories, List<SeriesScale> sizes, List<History> around) {
        TraitPlan told = told();
        List<String> stores = ids(SeriesScale::storeId);
        List<String> products = ids(SeriesScale::productId);
        List<ScaledSeries> series = new ArrayList<>();
        LocalDate start = LocalDate.MAX;
        LocalDate end = LocalDate.MIN;
        for (History history : around) {
            start = history.start().isBefore(start) ? history.start() : start;
            end = history.end().isAfter(end) ? history.end() : end;
        }
        for (int i = 0; i < histories.size(); i++) {
            History history = histories.get(i);
            IntStream own = IntStream.of(number(stores, history.storeId()), number(products, history.productId()));
            int[] ids = IntStream.concat(own, Arrays.stream(told.ids(history.traits())))
                    .toArray();
            float[] constants = told.values(history.traits());
            series.add(new ScaledSeries(history, ids, constants, sizes.get(i), planned, scalers, horizon));
        }
        List<Integer> idSizes = new ArrayList<>(List.of(stores.size() + 1, products.size() + 1));
        idSizes.addAll(told.sizes());
        return new Placement(
                this,
                series,
                List.copyOf(idSizes),
                new Assortment(around, start, end),
                new CalendarTable(
                        start.minusDays(lookBack),
                        end.plusDays(horizon),
                        holidays == null ? new ChinaHolidays() : holidays.holidays()));
    }

    /** The stores or the products that were learned from, in order. */
    private List<String> ids(Function<SeriesScale, @Nullable String> which) {
        return scales.stream()
                .map(which)
                .flatMap(Stream::ofNullable)
                .distinct()
                .sorted()
                .toList();
    }

    /** The products of a store that were learned from. */
    public List<String> productsOf(String store) {
        return scales.stream()
                .filter(size -> store.equals(size.storeId()))
                .map(SeriesScale::productId)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** From 1; 0 for one that was not learned from. */
    private static int number(List<String> ids, @Nullable String id) {
        return id == null ? 0 : Math.max(0, Collections.binarySearch(ids, id) + 1);
    }

    /** Names of the features of a day of history. */
    public List<String> pastNames() {
        List<String> names = new ArrayList<>(List.of("quantity"));
        names.addAll(planned);
        scalers.keySet().stream().filter(name -> !planned.contains(name)).forEach(names::add);
        names.addAll(CalendarTable.NAMES);
        return names;
    }

    /** Names of the features of a day to forecast. */
    public List<String> futureNames() {
        List<String> names = new ArrayList<>(References.NAMES);
        names.addAll(List.of("growth_1y", "known_days"));
        names.addAll(Assortment.NAMES);
        names.addAll(planned);
        names.addAll(Neighbours.names(planned));
        names.addAll(told().numbers().keySet());
        names.addAll(CalendarTable.NAMES);
        return names;
    }

    TraitPlan told() {
        return traits == null ? TraitPlan.NONE : traits;
    }

    /** For a model's description. */
    public Map<String, Object> toMap() {
        return Json.toMap(this);
    }

    /** @throws ShopTrainingException when the map is not what {@link #toMap} gave */
    public static FeaturePlan fromMap(Map<?, ?> map) {
        return Json.convert(map, FeaturePlan.class);
    }

    private record Placement(
            FeaturePlan plan,
            List<ScaledSeries> series,
            List<Integer> idSizes,
            Assortment assortment,
            CalendarTable calendar) {
        SeriesWindows windows(WindowList places) {
            return new SeriesWindows(plan, series, idSizes, assortment, calendar, places);
        }
    }
}
