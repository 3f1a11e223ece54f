package io.shoptraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.testing.OnOneJava;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelFileNameTest {
    private static final String[] ALPHABET = {
        "_", "/", "\\", ".", "~", "-", "a", "l", "A", "v", "1", "5", "F", "%", " ", "药", "é", ":", "\uD83D\uDE00"
    };
    private static final List<String> TYPES = List.of("mlstm", "optimized_kan", "tcn", "v2_net", "all");

    private static final List<Aggregation> AGGREGATIONS = List.of(Aggregation.values());

    private static String name(SeriesScope scope, String type, int version) {
        return ModelFileName.prefix(new ModelKey(scope, type).identifier(), version);
    }

    @Test
    void theExamplesOfFormat4KeepTheirNames() {
        assertThat(name(SeriesScope.product("P001", Ids.all()), "mlstm", 2)).isEqualTo("product_P001_all_mlstm_v2");
        assertThat(new ModelKey(SeriesScope.store("S001", Ids.of("P002")), "transformer").identifier())
                .isEqualTo("store_S001_P002_transformer");
        assertThat(new ModelKey(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.SUM), "tcn").identifier())
                .isEqualTo("global_all_all_sum_tcn");
    }

    @Test
    void theFilesOfAModelHaveTheNamesOfFormat4() {
        String prefix = "product_P001_all_mlstm_v2";
        assertThat(ModelFileName.model(prefix, ".pth")).isEqualTo("product_P001_all_mlstm_v2_model.pth");
        assertThat(ModelFileName.metadata(prefix)).isEqualTo("product_P001_all_mlstm_v2_metadata.json");
        assertThat(ModelFileName.lossCurve(prefix)).isEqualTo("product_P001_all_mlstm_v2_loss_curve.png");
        assertThat(ModelFileName.bestCheckpoint(prefix)).isEqualTo("product_P001_all_mlstm_v2_checkpoint_best.pth");
        assertThat(ModelFileName.epochCheckpoint(prefix, 7))
                .isEqualTo("product_P001_all_mlstm_v2_checkpoint_epoch_7.pth");
    }

    @Test
    void everyByteButLettersDigitsAndHyphenIsEscaped() {
        assertThat(ModelFileName.component(Ids.of("a_b/c.d"))).isEqualTo("a~5Fb~2Fc~2Ed");
        assertThat(ModelFileName.component(Ids.of("药"))).isEqualTo("~E8~8D~AF");
        assertThat(ModelFileName.component(Ids.of("A-9z"))).isEqualTo("A-9z");
    }

    @Test
    void anIdThatEqualsTheKeywordAllIsEscaped() {
        assertThat(ModelFileName.component(Ids.of("all"))).isEqualTo("~61ll");
        assertThat(ModelFileName.component(Ids.all())).isEqualTo("all");
        assertThat(ModelFileName.decode("~61ll")).contains(Ids.of("all"));
        assertThat(ModelFileName.decode("all")).contains(Ids.all());
    }

    @Test
    void longIdsAndListsBecomeHashesThatCannotMeet() {
        String longId = "x".repeat(81);
        String hashed = ModelFileName.component(Ids.of(longId));
        assertThat(hashed).matches("~~[a-z2-7]{26}");
        assertThat(ModelFileName.component(Ids.of("x".repeat(80)))).isEqualTo("x".repeat(80));
        assertThat(ModelFileName.decode(hashed)).isEmpty();
        assertThat(ModelFileName.component(Ids.of("a", "b")))
                .matches("~~[a-z2-7]{26}")
                .isEqualTo(ModelFileName.component(Ids.of("b", "a", "b")))
                .isNotEqualTo(ModelFileName.component(Ids.of("a", "c")));
        // sha256sum, then base32 in lower case, first 26 characters
        assertThat(hashed).isEqualTo("~~qsnblz2gesv65veah6xn6uupro");
        assertThat(ModelFileName.component(Ids.of("a", "b"))).isEqualTo("~~fiit57v2tgjr6x7gfphvqncan3");
    }

    @Test
    void theLongestNameFitsIn250Bytes() {
        Ids products = Ids.of("x".repeat(80));
        Ids stores = Ids.of("y".repeat(80));
        List<SeriesScope> longest = List.of(
                SeriesScope.product("x".repeat(80), stores),
                SeriesScope.global(products, stores, Aggregation.WEIGHTED));
        assertThat(longest.stream()
                        .map(scope -> name(scope, "t".repeat(32), 999_999_999))
                        .map(prefix ->
                                ModelFileName.epochCheckpoint(prefix, 999_999).length()))
                .containsExactly(241, 249);
    }

    @Test
    void typesThatEndLikeAVersionAreRefused() {
        assertThat(ModelFileName.isModelType("optimized_kan")).isTrue();
        assertThat(List.of("kan_v1", "kan_v", "Kan", "1kan", "kan-x", "", "k".repeat(33)))
                .filteredOn(ModelFileName::isModelType)
                .containsExactly("kan_v");
        ModelKey key = new ModelKey(SeriesScope.product("P", Ids.all()), "kan_v1");
        assertThatThrownBy(key::identifier).hasMessageContaining("kan_v1");
    }

    @OnOneJava
    @Test
    void twoMillionRandomModelsHaveDifferentNamesThatReadBack() {
        Random random = new Random(4);
        Map<String, Integer> seen = new HashMap<>(4_000_000);
        for (int i = 0; i < 2_000_000; i++) {
            SeriesScope scope = randomScope(random);
            String type = TYPES.get(random.nextInt(TYPES.size()));
            int version = 1 + random.nextInt(20);
            String name = name(scope, type, version);
            int what = List.of(scope, type, version).hashCode();
            Integer before = seen.put(name, what);
            assertThat(before == null || before == what).as(name).isTrue();
            if (i % 20 == 0) {
                readsBack(name, scope, type, version);
            }
        }
        assertThat(seen.size()).isGreaterThan(1_000_000);
    }

    private static SeriesScope randomScope(Random random) {
        Ids some = random.nextInt(4) == 0 ? Ids.all() : Ids.of(randomId(random));
        return switch (random.nextInt(3)) {
            case 0 -> SeriesScope.product(randomId(random), some);
            case 1 -> SeriesScope.store(randomId(random), some);
            default ->
                SeriesScope.global(
                        some, Ids.of(randomId(random)), AGGREGATIONS.get(random.nextInt(AGGREGATIONS.size())));
        };
    }

    private static String randomId(Random random) {
        StringBuilder id = new StringBuilder();
        for (int length = 1 + random.nextInt(6); length > 0; length--) {
            id.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return id.toString();
    }

    private static void readsBack(String name, SeriesScope scope, String type, int version) {
        ModelFileName.Parsed parsed = ModelFileName.parse(name).orElseThrow();
        assertThat(parsed.mode()).isEqualTo(scope.mode());
        assertThat(parsed.modelType()).isEqualTo(type);
        assertThat(parsed.version()).isEqualTo(version);
        boolean storeFirst = scope.mode() == TrainingMode.STORE;
        List<Ids> chosen =
                storeFirst ? List.of(scope.stores(), scope.products()) : List.of(scope.products(), scope.stores());
        for (int i = 0; i < 2; i++) {
            assertThat(ModelFileName.decode(parsed.components().get(i))).contains(chosen.get(i));
        }
    }

    @Test
    void everyIdOfUpToThreeHostileCharactersHasItsOwnNameInBothPlaces() {
        List<String> ids = new ArrayList<>();
        List<String> longer = List.of("");
        for (int length = 1; length <= 3; length++) {
            List<String> next = new ArrayList<>();
            longer.forEach(start -> {
                for (String character : ALPHABET) {
                    next.add(start + character);
                }
            });
            ids.addAll(next);
            longer = next;
        }
        assertThat(ids.stream().map(id -> name(SeriesScope.product(id, Ids.all()), "tcn", 1)))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z0-9_~-]+"))
                .allMatch(name -> ModelFileName.parse(name).isPresent());
        List<String> few = ids.subList(0, ALPHABET.length * (ALPHABET.length + 1));
        List<String> pairs = new ArrayList<>();
        few.forEach(a -> few.forEach(b -> pairs.add(name(SeriesScope.store(a, Ids.of(b)), "tcn", 1))));
        assertThat(pairs).hasSize(few.size() * few.size()).doesNotHaveDuplicates();
    }

    @Test
    void whatTheRuleDoesNotWriteIsNotParsed() {
        assertThat(List.of(
                        "product_../x_all_tcn_v1",
                        "product_a%2Fb_all_tcn_v1",
                        "product_~41_all_tcn_v1", // A is never escaped
                        "product_~5f_all_tcn_v1",
                        "product_~FF_all_tcn_v1", // not UTF-8
                        "product_~00_all_tcn_v1",
                        "product_all_all_tcn_v1", // mode product has one product
                        "product_" + "x".repeat(81) + "_all_tcn_v1",
                        "product_~~short_all_tcn_v1",
                        "product_P_all_tcn_v0",
                        "product_P_all_tcn_v01",
                        "product_P_all_tcn",
                        "product_P_all_tcn_v1_v2",
                        "global_all_all_total_tcn_v1",
                        "shop_P_all_tcn_v1",
                        ""))
                .allMatch(name -> ModelFileName.parse(name).isEmpty());
    }
}
