package io.shoptraining.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
    enum Colour {
        DARK_RED
    }

    record Shelf(String firstName, int count, @Nullable Double width, Colour colour, List<Double> depths) {
        // no field of the JSON, though it looks like a bean's
        public boolean isDeep() {
            return depths.size() > 1;
        }
    }

    private static final String SHELF =
            "{\"first_name\":\"a\",\"count\":3,\"width\":null,\"colour\":\"dark_red\",\"depths\":[1.5]}";

    private static void isRefused(String json, String reason) {
        assertThatThrownBy(() -> Json.read(json, Shelf.class))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageStartingWith("invalid JSON")
                .hasMessageContaining(reason);
    }

    @Test
    void aRecordIsWrittenInSnakeCaseWithLowerCaseEnumsAndReadBack() {
        Shelf shelf = new Shelf("a", 3, null, Colour.DARK_RED, List.of(1.5));
        assertThat(Json.write(shelf)).isEqualTo(SHELF);
        assertThat(Json.read(SHELF, Shelf.class)).isEqualTo(shelf);
        assertThat(Json.read(Json.writePretty(shelf), Shelf.class)).isEqualTo(shelf);
        assertThat(Json.convert(Json.toMap(shelf), Shelf.class)).isEqualTo(shelf);
    }

    @Test
    void nanAndInfinityAreWrittenAsNullWhereverTheyStand() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("double", Double.NaN);
        numbers.put("float", Float.NEGATIVE_INFINITY);
        numbers.put("list", Arrays.asList(1.0, Double.POSITIVE_INFINITY));
        numbers.put("doubles", new double[] {Double.NaN, 2});
        numbers.put("floats", new float[] {Float.NaN, 0.1f});
        numbers.put("nested", Map.of("x", Double.NaN));
        assertThat(Json.write(numbers))
                .isEqualTo("{\"double\":null,\"float\":null,\"list\":[1.0,null],\"doubles\":[null,2.0],"
                        + "\"floats\":[null,0.1],\"nested\":{\"x\":null}}");
    }

    @Test
    void nanIsNotRead() {
        isRefused(SHELF.replace("null", "NaN"), "NaN");
        isRefused(SHELF.replace("null", "Infinity"), "Infinity");
    }

    @Test
    void duplicateAndUnknownAndMissingFieldsAreRefused() {
        isRefused(SHELF.replace("\"count\":3", "\"count\":3,\"count\":4"), "count");
        isRefused(SHELF.replace("\"count\":3", "\"count\":3,\"colours\":4"), "colours");
        isRefused(SHELF.replace("\"count\":3,", ""), "count");
        isRefused(SHELF.replace("\"first_name\":\"a\",", ""), "first_name");
        isRefused(SHELF.replace("\"a\"", "null"), "first_name");
        isRefused(SHELF.replace("[1.5]", "null"), "depths");
    }

    @Test
    void aFieldThatMayBeNullMayBeMissing() {
        assertThat(Json.read(SHELF.replace("\"width\":null,", ""), Shelf.class).width())
                .isNull();
    }

    @Test
    void valuesOfAnotherTypeAreRefused() {
        isRefused(SHELF.replace("3", "\"3\""), "3");
        isRefused(SHELF.replace("3", "3.5"), "3.5");
        isRefused(SHELF.replace("3", "99999999999"), "99999999999");
        isRefused(SHELF.replace("dark_red", "blue"), "blue");
    }

    @Test
    void trailingAndBrokenTextIsRefusedWithItsPlace() {
        isRefused(SHELF + "{}", "");
        isRefused("{\n \"first_name\": }", "line 2, column");
        isRefused("", "");
        isRefused("null", "null");
    }

    @Test
    void nestingDeeperThan64IsRefused() {
        String deep = "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}";
        assertThat(Json.readObject(deep)).containsKey("a");
        String deeper = "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}";
        assertThatThrownBy(() -> Json.readObject(deeper)).hasMessageContaining("depth");
        assertThatThrownBy(() -> Json.readObject("[".repeat(100_000))).isInstanceOf(ShopTrainingException.class);
    }

    @Test
    void anObjectKeepsTheOrderOfItsFields() {
        assertThat(Json.readObject("{\"z\":1,\"a\":[true,null],\"m\":{}}").keySet())
                .containsExactly("z", "a", "m");
        assertThatThrownBy(() -> Json.readObject("[1]")).isInstanceOf(ShopTrainingException.class);
    }

    @Test
    void oneLineHasNoLineBreak() {
        assertThat(Json.write(Map.of("text", "a\nb\r\u2028"))).doesNotContain("\n", "\r");
    }
}
