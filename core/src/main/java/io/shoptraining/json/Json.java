package io.shoptraining.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.util.Map;

/**
 * JSON as ShopTraining writes and reads it: snake_case names, records as objects, {@code null} in place of NaN and the
 * infinities, and strict reading: unknown, duplicate and trailing content is refused.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(400)
                            .maxStringLength(16 << 20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .annotationIntrospector(new RequiredFields())
            .addModule(finiteNumbers())
            .build();

    private Json() {}

    /** One line, without a line break. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new ShopTrainingException(ErrorCode.INTERNAL, "cannot write as JSON: " + value.getClass(), e);
        }
    }

    /** Indented, for files that people open. */
    public static String writePretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new ShopTrainingException(ErrorCode.INTERNAL, "cannot write as JSON: " + value.getClass(), e);
        }
    }

    /**
     * Reads a value of a known type.
     *
     * @throws ShopTrainingException {@link ErrorCode#INVALID_REQUEST} with line and column when the text is not that
     */
    public static <T> T read(String text, Class<T> type) {
        try {
            return present(MAPPER.readValue(text, type));
        } catch (JsonProcessingException e) {
            throw refused(e);
        }
    }

    /** Reads an object whose fields are not known beforehand; the order of the fields is kept. */
    public static Map<String, Object> readObject(String text) {
        try {
            return present(MAPPER.readValue(text, new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            throw refused(e);
        }
    }

    /** Turns maps and lists into a record, or a record into maps and lists. */
    public static <T> T convert(Object value, Class<T> type) {
        try {
            return MAPPER.convertValue(value, type);
        } catch (IllegalArgumentException e) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, "not a " + type.getSimpleName(), e);
        }
    }

    /** The fields of a record by their JSON names. */
    public static Map<String, Object> toMap(Object value) {
        return MAPPER.convertValue(value, new TypeReference<Map<String, Object>>() {});
    }

    private static <T> T present(T value) {
        if (value == null) {
            throw new ShopTrainingException(ErrorCode.INVALID_REQUEST, "invalid JSON: null where a value must be");
        }
        return value;
    }

    private static ShopTrainingException refused(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return new ShopTrainingException(
                ErrorCode.INVALID_REQUEST, "invalid JSON" + where + ": " + e.getOriginalMessage(), e);
    }

    private static SimpleModule finiteNumbers() {
        SimpleModule module = new SimpleModule("finite-numbers");
        module.addSerializer(Double.class, writing(Json::writeFinite));
        module.addSerializer(Double.TYPE, writing(Json::writeFinite));
        module.addSerializer(Float.class, writing(Json::writeFinite));
        module.addSerializer(Float.TYPE, writing(Json::writeFinite));
        module.addSerializer(double[].class, writing((values, out) -> {
            out.writeStartArray();
            for (double value : values) {
                writeFinite(value, out);
            }
            out.writeEndArray();
        }));
        module.addSerializer(float[].class, writing((values, out) -> {
            out.writeStartArray();
            for (float value : values) {
                writeFinite(value, out);
            }
            out.writeEndArray();
        }));
        return module;
    }

    private interface Writing<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    private static <T> JsonSerializer<T> writing(Writing<T> work) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                work.write(value, out);
            }
        };
    }

    private static void writeFinite(Number value, JsonGenerator out) throws IOException {
        if (!Double.isFinite(value.doubleValue())) {
            out.writeNull();
        } else if (value instanceof Float narrow) {
            out.writeNumber(narrow);
        } else {
            out.writeNumber(value.doubleValue());
        }
    }
}
