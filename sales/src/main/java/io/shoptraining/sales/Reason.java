package io.shoptraining.sales;

import java.util.Locale;

/** Why a row is dropped; the ordinal is the code in the working files, 0 is a good row. */
enum Reason {
    NONE(Field.IGNORE),
    MISSING_DATE(Field.DATE),
    BAD_DATE(Field.DATE),
    DATE_OUT_OF_RANGE(Field.DATE),
    MISSING_STORE(Field.STORE),
    MISSING_PRODUCT(Field.PRODUCT),
    MISSING_QUANTITY(Field.QUANTITY),
    BAD_NUMBER(Field.QUANTITY),
    NOT_FINITE(Field.QUANTITY),
    BAD_STORE_ID(Field.STORE),
    BAD_PRODUCT_ID(Field.PRODUCT),
    RAGGED_ROW(Field.IGNORE),
    UNBALANCED_QUOTES(Field.IGNORE);

    private final Field field;

    Reason(Field field) {
        this.field = field;
    }

    /** The number in the working files, which no other run reads. */
    @SuppressWarnings("EnumOrdinal")
    int code() {
        return ordinal();
    }

    @SuppressWarnings("EnumOrdinal")
    static Reason ofCode(int code) {
        return values()[code];
    }

    Field field() {
        return field;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
