package io.shoptraining.sales;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The headings of a file and what each column means.
 *
 * @param fields one for each heading; {@link Field#COVARIATE} also for what may turn out not to be numeric
 */
record Header(char delimiter, List<String> headings, List<Field> fields) {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    static final int MAX_COLUMNS = 500;
    static final int MAX_HEADING = 200;
    static final int MAX_ATTRIBUTES = 32;
    private static final int MAX_SHOWN = 80;
    private static final String API = "in the API: mapping";
    private static final Pattern POINT =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+|\\d{1,3}(,\\d{3})+(\\.\\d+)?)([eE][+-]?\\d+)?");
    private static final Pattern COMMA =
            Pattern.compile("[+-]?(\\d+(,\\d*)?|,\\d+|\\d{1,3}(\\.\\d{3})+(,\\d+)?)([eE][+-]?\\d+)?");

    /** Splits by the delimiter that makes the most headings known, or the most headings. */
    static Header recognise(String line, ImportOptions options) {
        Header best = null;
        long bestKnown = -1;
        for (char delimiter : DELIMITERS) {
            CsvRecord parsed = CsvRecord.parse(line, delimiter, MAX_COLUMNS);
            if (parsed.state() != CsvRecord.State.COMPLETE) {
                continue;
            }
            List<String> headings = parsed.fields().stream().map(String::strip).toList();
            List<Field> fields = fields(headings, options);
            long known = fields.stream().filter(Field::isSingle).count();
            if (best == null || known > bestKnown || known == bestKnown && headings.size() > best.headings.size()) {
                best = new Header(delimiter, headings, fields);
                bestKnown = known;
            }
        }
        if (best == null) {
            throw Source.refused("line 1: the quotes of the headings are not balanced: " + shortened(line));
        }
        return best;
    }

    /** The headings of a file of which nothing is asked yet. */
    static Header plainly(List<String> headings) {
        Header header = new Header(' ', headings, fields(headings, ImportOptions.automatic()));
        header.checkSize();
        return header;
    }

    static Header of(List<String> headings, ImportOptions options) {
        Header header = new Header(' ', headings, fields(headings, options));
        header.check(options);
        return header;
    }

    private static List<Field> fields(List<String> headings, ImportOptions options) {
        Map<String, Field> asked = new TreeMap<>();
        options.mapping()
                .forEach((heading, word) ->
                        Field.ofWord(word).ifPresent(field -> asked.put(Field.plain(heading), field)));
        Set<Field> taken = new HashSet<>(asked.values());
        List<Field> fields = new ArrayList<>();
        for (String heading : headings) {
            Field override = asked.get(Field.plain(heading));
            boolean sales = options.content() == ImportOptions.Content.SALES;
            Optional<Field> known = Field.ofHeading(heading)
                    .filter(field -> (!field.isSingle() || !taken.contains(field)) && (sales || field.isId()));
            fields.add(override != null ? override : known.orElseGet(() -> other(heading, sales)));
        }
        return fields;
    }

    private static Field other(String heading, boolean sales) {
        if (sales) {
            return Field.COVARIATE;
        }
        return heading.isBlank() ? Field.IGNORE : Field.ATTRIBUTE;
    }

    /** Refuses a file whose columns cannot be imported as they are understood. */
    void check(ImportOptions options) {
        checkSize();
        checkMeanings(options);
    }

    /** Refuses what is no table of sales, whatever its columns mean. */
    void checkSize() {
        if (headings.size() > MAX_COLUMNS) {
            throw Source.refused("the file has more than " + MAX_COLUMNS
                    + " columns. One row holds the sales of one product on one day");
        }
        for (String heading : headings) {
            if (heading.length() > MAX_HEADING) {
                throw Source.refused(
                        "the heading '" + shortened(heading) + "' has more than " + MAX_HEADING + " characters");
            }
        }
    }

    private void checkMeanings(ImportOptions options) {
        Set<String> plain = headings.stream().map(Field::plain).collect(Collectors.toSet());
        for (String heading : options.mapping().keySet()) {
            if (!plain.contains(Field.plain(heading))) {
                throw Source.refused("the mapping names the heading '" + heading + "', but the file has: " + seen());
            }
        }
        for (Field field : Field.values()) {
            List<String> named = named(field);
            if (field.isSingle() && named.size() > 1) {
                String other = options.content() == ImportOptions.Content.SALES ? "ignore" : "attribute";
                throw Source.refused("the headings " + String.join(" and ", named) + " both mean " + field.word()
                        + "; give one of them another meaning: --map " + named.get(1) + "=" + other + " (" + API + ")");
            }
        }
        if (options.content() == ImportOptions.Content.SALES) {
            checkComplete();
        } else {
            checkAttributes();
        }
        Set<String> once = new LinkedHashSet<>();
        for (int i = 0; i < headings.size(); i++) {
            if (isNamedByHeading(i) && !once.add(Field.plain(headings.get(i)))) {
                throw Source.refused("the heading '" + headings.get(i) + "' appears twice");
            }
        }
    }

    private void checkComplete() {
        List<Field> missing = Arrays.stream(Field.values())
                .filter(field -> field.isRequired() && column(field) < 0)
                .toList();
        if (!missing.isEmpty()) {
            throw Source.refused("no column for "
                    + missing.stream().map(Field::word).collect(Collectors.joining(", ")) + ": the headings are "
                    + seen()
                    + "; accepted are "
                    + missing.stream()
                            .map(field -> String.join(", ", field.headings()) + " for " + field.word())
                            .collect(Collectors.joining("; "))
                    + ". Or say which column it is: --map HEADING="
                    + missing.get(0).word() + " (" + API + ")");
        }
    }

    private void checkAttributes() {
        int product = column(Field.PRODUCT);
        int store = column(Field.STORE);
        if (product >= 0 && store >= 0) {
            throw Source.refused("'" + headings.get(product) + "' means product and '" + headings.get(store)
                    + "' means store, but a row of attributes is of one of them; say which is none: --map '"
                    + headings.get(store) + "'=attribute (" + API + ")");
        }
        if (product < 0 && store < 0) {
            throw Source.refused("no column for product or store: the headings are " + seen() + "; accepted are "
                    + String.join(", ", Field.PRODUCT.headings()) + " for product; "
                    + String.join(", ", Field.STORE.headings())
                    + " for store. Or say which column it is: --map HEADING=product (" + API + ")");
        }
        long attributes = fields.stream().filter(Field::isAttribute).count();
        if (attributes == 0 || attributes > MAX_ATTRIBUTES) {
            throw Source.refused("the file has " + attributes + " columns beside the id; needed are 1 to "
                    + MAX_ATTRIBUTES + ". Leave columns out: --map HEADING=ignore (" + API + ")");
        }
    }

    private List<String> named(Field field) {
        List<String> named = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            if (fields.get(i) == field) {
                named.add("'" + headings.get(i) + "'");
            }
        }
        return named;
    }

    private String seen() {
        return headings.stream().limit(30).map(h -> "'" + shortened(h) + "'").collect(Collectors.joining(", "));
    }

    /** The column of a field; -1 when the file has none. */
    int column(Field field) {
        return fields.indexOf(field);
    }

    /**
     * Columns that may be covariates but hold texts are set aside.
     *
     * @param commas whether numbers may have decimal commas
     */
    Header withoutTexts(List<List<String>> sample, boolean commas) {
        Field[] kept = fields.toArray(new Field[0]);
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] == Field.COVARIATE && !isNumeric(sample, i, commas)) {
                kept[i] = Field.IGNORE;
            }
        }
        return new Header(delimiter, headings, Arrays.asList(kept));
    }

    private static boolean isNumeric(List<List<String>> sample, int column, boolean commas) {
        boolean any = false;
        for (List<String> row : sample) {
            String text = row.get(column).strip();
            if (!text.isEmpty()) {
                if (!POINT.matcher(text).matches()
                        && !(commas && COMMA.matcher(text).matches())) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** What each column was taken for, by heading. */
    Map<String, String> mapping() {
        Map<String, String> mapping = new LinkedHashMap<>();
        for (int i = 0; i < headings.size(); i++) {
            mapping.put(headings.get(i), fields.get(i).word());
        }
        return mapping;
    }

    /** The name of an attribute. */
    String attribute(int column) {
        return Field.plain(headings.get(column));
    }

    /** The name of a covariate in snapshots and series. */
    String covariate(int column) {
        return isNamedByHeading(column)
                ? Field.plain(headings.get(column))
                : fields.get(column).word();
    }

    private boolean isNamedByHeading(int column) {
        Field field = fields.get(column);
        return field == Field.COVARIATE || field == Field.PLANNED || field.isAttribute();
    }

    static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
