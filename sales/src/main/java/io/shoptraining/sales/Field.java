package io.shoptraining.sales;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a column of a file of sales or of attributes can mean, with the headings by which it is recognised. {@link #TEXT}
 * is an attribute that is no number though it may look like one.
 */
enum Field {
    DATE("date", "day", "sale_date", "sales_date", "日期", "销售日期"),
    STORE("store_id", "store", "shop", "shop_id", "门店编码", "门店", "门店编号", "门店代码"),
    PRODUCT("product_id", "product", "sku", "item", "商品编码", "商品", "商品编号", "商品代码"),
    QUANTITY("quantity", "sales", "qty", "销量", "数量", "销售量", "销售数量"),
    PRICE("price", "unit_price", "单价"),
    PROMOTION("promotion", "promo", "促销"),
    OPEN("open", "营业"),
    HOLIDAY("holiday", "节假日"),
    /** What is left at the end of the day. */
    STOCK("stock", "closing_stock", "stock_on_hand", "on_hand", "inventory", "库存", "期末库存", "结存"),
    /** Any further figure that is known ahead; keeps its heading as its name. */
    PLANNED("school_holiday", "schoolholiday", "snap", "学校假期", "学校放假", "寒暑假"),
    COVARIATE,
    ATTRIBUTE,
    TEXT,
    IGNORE;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<String> headings;

    Field(String... headings) {
        this.headings = List.of(headings);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> headings() {
        return headings;
    }

    boolean isRequired() {
        return this == DATE || this == PRODUCT || this == QUANTITY;
    }

    /** Fields of which a file has at most one column. */
    boolean isSingle() {
        return this != PLANNED && this != COVARIATE && !isAttribute() && this != IGNORE;
    }

    /** True for what a file of attributes tells of a product or a store. */
    boolean isAttribute() {
        return this == ATTRIBUTE || this == TEXT;
    }

    /** True for the column that says of which product or store the row is. */
    boolean isId() {
        return this == STORE || this == PRODUCT;
    }

    /** True for what is stored beside the key and the quantity. */
    boolean isCovariate() {
        return switch (this) {
            case PRICE, PROMOTION, OPEN, HOLIDAY, STOCK, PLANNED, COVARIATE -> true;
            default -> false;
        };
    }

    static Optional<Field> ofWord(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }

    /** What a column of a file can be said to mean. */
    static List<String> words(ImportOptions.Content content) {
        return Arrays.stream(values())
                .filter(field -> field == IGNORE
                        || (content == ImportOptions.Content.SALES
                                ? !field.isAttribute()
                                : field.isAttribute() || field.isId()))
                .map(Field::word)
                .toList();
    }

    static Optional<Field> ofHeading(String heading) {
        String plain = plain(heading);
        return Arrays.stream(values()).filter(f -> f.headings.contains(plain)).findFirst();
    }

    /** Headings compare without case, outer blanks, and with {@code _} for inner blanks and hyphens. */
    static String plain(String heading) {
        return heading.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    }
}
