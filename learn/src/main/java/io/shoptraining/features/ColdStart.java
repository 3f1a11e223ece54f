package io.shoptraining.features;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The size of a series that has no sales yet, by the first of these that there are:
 *
 * <ol>
 *   <li>the same product in other stores, each in proportion to the mean series of its store;
 *   <li>products of the same store, those that share most traits with it, at least five of them: the mean of their
 *       launches when five of those are known, else of their usual days;
 *   <li>all products of the same store, of all stores where the store is new too, in the same way.
 * </ol>
 *
 * The days on which something is sold differ from all days as they do on average among these neighbours.
 *
 * @param from what it was taken from, for people
 */
public record ColdStart(SeriesScale size, String from) {
    /** Neighbours of which so few are known tell of chance. */
    private static final int FEWEST = 5;

    /**
     * Looks for the neighbours.
     *
     * @param newcomer without days
     * @param elsewhere series of the same product in other stores
     * @param described what is told of a product
     */
    public static ColdStart of(
            FeaturePlan plan, History newcomer, List<History> elsewhere, Function<String, Traits> described) {
        List<SeriesScale> same = plan.sizes(elsewhere);
        Map<String, Double> stores = storeSizes(plan);
        double own = stores.getOrDefault(
                String.valueOf(newcomer.storeId()),
                stores.values().stream().mapToDouble(size -> size).average().orElse(0));
        OptionalDouble level = same.stream()
                .filter(size -> stores.getOrDefault(String.valueOf(size.storeId()), 0.0) > 0)
                .mapToDouble(
                        size -> own * usual(size) / Objects.requireNonNull(stores.get(String.valueOf(size.storeId()))))
                .average();
        if (level.isPresent() && own > 0) {
            return new ColdStart(
                    sized(newcomer, level.getAsDouble(), same),
                    "product " + newcomer.productId() + " in "
                            + (same.size() == 1 ? "1 other store" : same.size() + " other stores")
                            + ", in proportion to the stores' sales");
        }
        List<SeriesScale> near = plan.scales().stream()
                .filter(size -> Objects.equals(size.storeId(), newcomer.storeId()))
                .toList();
        String where = near.isEmpty() ? "all stores" : "store " + newcomer.storeId();
        return alike(plan, newcomer, near.isEmpty() ? plan.scales() : near, where, described);
    }

    private static double usual(SeriesScale size) {
        Double launch = size.launch();
        return launch == null ? size.typical() : launch;
    }

    /** The mean usual day of the series of each store. */
    private static Map<String, Double> storeSizes(FeaturePlan plan) {
        return plan.scales().stream()
                .collect(Collectors.groupingBy(
                        size -> String.valueOf(size.storeId()),
                        TreeMap::new,
                        Collectors.averagingDouble(SeriesScale::typical)));
    }

    private static ColdStart alike(
            FeaturePlan plan,
            History newcomer,
            List<SeriesScale> all,
            String where,
            Function<String, Traits> described) {
        Map<String, String> wanted = new TreeMap<>(newcomer.traits().texts());
        wanted.keySet()
                .removeIf(name -> !name.startsWith(Traits.PRODUCT)
                        || !plan.told().vocabularies().containsKey(name));
        ToDoubleFunction<SeriesScale> shared = size -> {
            String product = size.productId();
            Map<String, String> texts =
                    product == null ? Map.of() : described.apply(product).texts();
            return wanted.entrySet().stream()
                    .filter(trait -> trait.getValue().equals(texts.get(trait.getKey())))
                    .count();
        };
        Map<Integer, List<SeriesScale>> byShared = new TreeMap<>(Comparator.reverseOrder());
        for (SeriesScale size : all) {
            byShared.computeIfAbsent((int) shared.applyAsDouble(size), key -> new ArrayList<>())
                    .add(size);
        }
        List<SeriesScale> group = new ArrayList<>();
        for (Map.Entry<Integer, List<SeriesScale>> next : byShared.entrySet()) {
            group.addAll(next.getValue());
            if (next.getKey() > 0 && group.size() >= FEWEST) {
                return mean(newcomer, group, traits(wanted, next.getKey()) + " in " + where);
            }
        }
        return mean(newcomer, group, " in " + where);
    }

    private static String traits(Map<String, String> wanted, int shared) {
        String named = wanted.entrySet().stream()
                .map(trait -> trait.getKey().substring(Traits.PRODUCT.length()) + " " + trait.getValue())
                .collect(Collectors.joining(", "));
        return (shared == wanted.size() ? " with " : " with at least " + shared + " of ") + named;
    }

    private static ColdStart mean(History newcomer, List<SeriesScale> group, String which) {
        List<Double> launches =
                group.stream().map(SeriesScale::launch).filter(Objects::nonNull).toList();
        boolean enough = launches.size() >= FEWEST;
        double level = enough
                ? launches.stream().mapToDouble(launch -> launch).average().orElse(0)
                : group.stream().mapToDouble(SeriesScale::typical).average().orElse(0);
        String from = enough
                ? "the first four weeks of " + launches.size() + " products"
                : "the usual day of " + group.size() + (group.size() == 1 ? " product" : " products");
        return new ColdStart(sized(newcomer, level, group), from + which);
    }

    private static SeriesScale sized(History newcomer, double level, List<SeriesScale> group) {
        double typical = group.stream().mapToDouble(SeriesScale::typical).sum();
        double selling = group.stream()
                .filter(size -> size.typical() > 0)
                .mapToDouble(SeriesScale::scale)
                .sum();
        double scale = typical > 0 ? level * Math.max(1, selling / typical) : level;
        return SeriesScale.estimated(newcomer, level, level > 0 ? scale : 1);
    }

    /** What the sales of the newcomer are to be divided by. */
    public double scale() {
        return size.scale();
    }
}
