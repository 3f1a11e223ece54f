package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a snapshot tells of its products and stores beside their sales. */
public record Attributes(AttributeTable products, AttributeTable stores) {
    /** What a file of attributes has rows for. */
    public enum Kind {
        PRODUCTS,
        STORES;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The file of a snapshot. */
        String file() {
            return word() + ".json";
        }
    }

    static Attributes of(Snapshot snapshot) {
        return new Attributes(
                read(snapshot.file().resolveSibling(Kind.PRODUCTS.file())),
                read(snapshot.file().resolveSibling(Kind.STORES.file())));
    }

    private static AttributeTable read(Path file) {
        if (!Files.exists(file)) {
            return AttributeTable.EMPTY;
        }
        try {
            return Json.read(Files.readString(file), AttributeTable.class);
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + file, e);
        } catch (ShopTrainingException e) {
            throw new ShopTrainingException(ErrorCode.DAMAGED_FILE, file + ": " + e.getMessage(), e);
        }
    }
}
