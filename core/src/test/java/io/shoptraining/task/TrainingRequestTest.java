package io.shoptraining.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.FieldFault;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRequestTest {
    private static final ModelCatalog CATALOG = new ModelCatalog(List.of(
            new ModelType(
                    "mlstm",
                    "for tests",
                    List.of(
                            HyperParameter.integer("hidden_size", 1, 512, 64, "width"),
                            HyperParameter.real("dropout", 0, 0.9, 0.1, "share of zeroes"),
                            HyperParameter.choice("activation", List.of("relu", "gelu"), "relu", "curve")),
                    null),
            new ModelType("xgboost", "for tests", List.of(), "XGBoost has no library for this machine")));
    private static final Set<String> PRODUCTS = Set.of("P001", "P002", "all");
    private static final Set<String> STORES = Set.of("S001", "S002");

    private static TrainingSpec check(String json) {
        return TrainingRequest.check(Json.readObject(json), CATALOG, PRODUCTS, STORES);
    }

    private static List<FieldFault> faults(String json) {
        ShopTrainingException e = catchThrowableOfType(ShopTrainingException.class, () -> check(json));
        assertThat(e).as("refusal of " + json).isNotNull();
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        return e.faults();
    }

    @Test
    void aShortRequestIsCompletedWithDefaults() {
        TrainingSpec spec = check("{\"training_mode\":\"product\",\"model_type\":\"mlstm\",\"product_id\":\"P001\"}");
        assertThat(spec)
                .isEqualTo(new TrainingSpec(
                        SeriesScope.product("P001", Ids.all()),
                        "mlstm",
                        Map.of("hidden_size", 64, "dropout", 0.1, "activation", "relu"),
                        100,
                        14,
                        56,
                        4,
                        42));
        assertThat(spec.integer("hidden_size")).isEqualTo(64);
        assertThat(spec.real("dropout")).isEqualTo(0.1);
        assertThat(spec.key().identifier()).isEqualTo("product_P001_all_mlstm");
    }

    @Test
    void everyFieldArrivesInTheSpec() {
        TrainingSpec spec = check("""
                {"training_mode":"global","model_type":"mlstm","product_ids":["P002","P001"],"product_scope":"specific",
                 "store_ids":["S002"],"aggregation_method":"weighted","epochs":3,"horizon":7,"look_back":28,"folds":2,
                 "seed":9,"hyperparameters":{"hidden_size":8,"dropout":0,"activation":"gelu"}}""");
        assertThat(spec)
                .isEqualTo(new TrainingSpec(
                        SeriesScope.global(Ids.of("P001", "P002"), Ids.of("S002"), Aggregation.WEIGHTED),
                        "mlstm",
                        Map.of("hidden_size", 8, "dropout", 0.0, "activation", "gelu"),
                        3,
                        7,
                        28,
                        2,
                        9));
        assertThat(spec.hyperparameters().keySet()).containsExactly("hidden_size", "dropout", "activation");
        assertThat(Json.read(Json.write(spec), TrainingSpec.class).key()).isEqualTo(spec.key());
    }

    @Test
    void numbersMayBeTextsAsACommandLineHasThem() {
        TrainingSpec spec = check("""
                {"training_mode":"store","model_type":"mlstm","store_id":"S001","epochs":"12",
                 "hyperparameters":{"dropout":"2e-1","hidden_size":"16"}}""");
        assertThat(spec.epochs()).isEqualTo(12);
        assertThat(spec.real("dropout")).isEqualTo(0.2);
        assertThat(spec.integer("hidden_size")).isEqualTo(16);
    }

    @Test
    void everyFaultOfARequestIsListedAtOnce() {
        assertThat(faults("""
                {"training_mode":"produkt","model_type":"mlsmt","epoch":3,"product_id":"P01","store_ids":["S1",5],
                 "aggregation_method":"avg","product_scope":"some","epochs":0,"horizon":366,"look_back":"x","folds":1.5,
                 "seed":-1,"hyperparameters":[]}"""))
                .extracting(fault -> fault.field() + " " + fault.code())
                .containsExactlyInAnyOrder(
                        "training_mode unknown",
                        "model_type unknown",
                        "epoch unknown",
                        "product_id unknown",
                        "store_ids unknown",
                        "store_ids unknown",
                        "aggregation_method unknown",
                        "product_scope unknown",
                        "epochs out_of_range",
                        "horizon out_of_range",
                        "look_back wrong_type",
                        "folds wrong_type",
                        "seed out_of_range",
                        "hyperparameters wrong_type");
    }

    @Test
    void faultsOfTheScopeAreListedBesideTheOthers() {
        assertThat(faults("""
                {"training_mode":"product","model_type":"tcn","store_ids":["S001","S002"],"aggregation_method":"sum",
                 "product_scope":"specific"}"""))
                .extracting(FieldFault::field)
                .containsExactlyInAnyOrder("model_type", "product_ids", "store_id", "aggregation_method");
        assertThat(faults("{\"training_mode\":\"product\",\"model_type\":\"mlstm\",\"product_id\":\"P9\","
                        + "\"aggregation_method\":\"sum\"}"))
                .extracting(FieldFault::field)
                .containsExactlyInAnyOrder("product_id", "aggregation_method");
    }

    @Test
    void aMistypedWordGetsASuggestion() {
        assertThat(faults("{\"training_mode\":\"produkt\",\"model_type\":\"mlsmt\",\"epochss\":1,"
                        + "\"product_id\":\"P01\",\"hyperparameters\":{\"droput\":1}}"))
                .extracting(FieldFault::message)
                .anyMatch(message -> message.endsWith("did you mean 'product'?"))
                .anyMatch(message -> message.endsWith("did you mean 'mlstm'?"))
                .anyMatch(message -> message.endsWith("did you mean 'epochs'?"));
        assertThat(faults("{\"training_mode\":\"global\",\"model_type\":\"mlstm\",\"aggregation_method\":\"sum\","
                        + "\"hyperparameters\":{\"droput\":1}}"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).endsWith("did you mean 'dropout'?"))
                .extracting(FieldFault::field)
                .isEqualTo("hyperparameters.droput");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"training_mode\":null}", "{\"training_mode\":5,\"model_type\":true}"})
    void modeAndTypeAreRequired(String json) {
        assertThat(faults(json)).extracting(FieldFault::field).contains("training_mode", "model_type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"product_id\":\"P001\",\"product_ids\":[\"P002\"]; product_ids; not_allowed",
                "\"product_ids\":[]; product_ids; empty",
                "\"product_ids\":\"P001\"; product_ids; wrong_type",
                "\"product_id\":7; product_id; unknown",
                "\"product_id\":\"P001\",\"product_scope\":\"all\"; product_scope; not_allowed",
                "\"product_scope\":\"specific\"; product_ids; required",
                "\"store_ids\":[\"S001\",\"S002\"]; store_id; required",
                "\"aggregation_method\":\"sum\"; aggregation_method; not_allowed",
                "\"epochs\":10001; epochs; out_of_range",
                "\"epochs\":\"10d\"; epochs; wrong_type",
                "\"epochs\":\"0x1p3\"; epochs; wrong_type",
                "\"epochs\":true; epochs; wrong_type",
                "\"look_back\":6; look_back; out_of_range",
                "\"folds\":51; folds; out_of_range",
                "\"seed\":2147483648; seed; out_of_range",
                "\"hyperparameters\":{\"dropout\":0.95}; hyperparameters.dropout; out_of_range",
                "\"hyperparameters\":{\"dropout\":\"NaN\"}; hyperparameters.dropout; wrong_type",
                "\"hyperparameters\":{\"hidden_size\":1.5}; hyperparameters.hidden_size; wrong_type",
                "\"hyperparameters\":{\"activation\":\"tanh\"}; hyperparameters.activation; unknown",
            })
    void oneWrongFieldIsOneFault(String wrong, String field, String code) {
        String store = wrong.contains("store_id") ? "" : "\"store_id\":\"S001\",";
        assertThat(faults("{\"training_mode\":\"store\",\"model_type\":\"mlstm\"," + store + wrong + "}"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.field()).isEqualTo(field);
                    assertThat(fault.code()).isEqualTo(code);
                });
    }

    @Test
    void aTypeThatThisMachineLacksIsRefusedWithItsReason() {
        assertThat(faults("{\"training_mode\":\"product\",\"model_type\":\"xgboost\",\"product_id\":\"P001\"}"))
                .containsExactly(
                        new FieldFault("model_type", "not_available_here", "XGBoost has no library for this machine"));
    }

    @Test
    void nullCountsAsAbsentInEveryField() {
        StringBuilder json =
                new StringBuilder("{\"training_mode\":\"store\",\"model_type\":\"mlstm\",\"store_id\":\"S001\"");
        TrainingRequest.FIELDS.stream()
                .filter(field ->
                        !Set.of("training_mode", "model_type", "store_id").contains(field))
                .forEach(field -> json.append(",\"").append(field).append("\":null"));
        assertThat(check(json + "}").scope()).isEqualTo(SeriesScope.store("S001", Ids.all()));
    }

    @Test
    void theWordAllChoosesAll() {
        TrainingSpec spec = check("{\"training_mode\":\"global\",\"model_type\":\"mlstm\",\"product_id\":\"all\","
                + "\"store_ids\":\"all\",\"product_scope\":\"all\",\"aggregation_method\":\"panel\"}");
        assertThat(spec.scope()).isEqualTo(SeriesScope.global(Ids.all(), Ids.all(), Aggregation.PANEL));
    }
}
