package io.shoptraining.api;

import io.shoptraining.access.Role;
import io.shoptraining.sales.SalesCatalog;
import io.shoptraining.task.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the imported sales have: products, stores, days. */
public final class CatalogApi {
    private final SalesCatalog catalog;

    public CatalogApi(SalesCatalog catalog) {
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(
                Listing.paged(Route.get("/products", Role.VIEWER, "Products in the order of their ids.", this::products)
                        .query("prefix", "Only ids that begin so, in any letter case.")),
                Route.get("/products/{product_id}", Role.VIEWER, "One product over all its stores.", this::product)
                        .answers(200, SalesCatalog.ProductSales.class),
                Route.get("/products/{product_id}/sales", Role.VIEWER, "Daily sales of a product.", this::sales)
                        .query("store_id", "In this store; over all stores without.")
                        .query("start_date", "The first day, yyyy-MM-dd.")
                        .query("end_date", "The last day, yyyy-MM-dd.")
                        .answers(200, SalesCatalog.SalesHistory.class),
                Listing.paged(Route.get("/stores", Role.VIEWER, "Stores in the order of their ids.", this::stores)
                        .query("prefix", "Only ids that begin so, in any letter case.")),
                Route.get("/stores/{store_id}", Role.VIEWER, "One store over all its products.", this::store)
                        .answers(200, SalesCatalog.StoreSales.class),
                Route.get("/sales", Role.VIEWER, "Daily sales, of everything unless said.", this::total)
                        .query("product_id", "Of this product; of all products without.")
                        .query("store_id", "In this store; over all stores without.")
                        .query("start_date", "The first day, yyyy-MM-dd.")
                        .query("end_date", "The last day, yyyy-MM-dd.")
                        .answers(200, SalesCatalog.SalesHistory.class));
    }

    private Answer products(Call call) {
        Listing listing = new Listing(call);
        int limit = listing.limit();
        listing.check();
        Page<?> page = catalog.products(call.query("prefix").orElse(null), listing.cursor(), limit);
        return Listing.answer(page.items(), page.nextCursor());
    }

    private Answer stores(Call call) {
        Listing listing = new Listing(call);
        int limit = listing.limit();
        listing.check();
        Page<?> page = catalog.stores(call.query("prefix").orElse(null), listing.cursor(), limit);
        return Listing.answer(page.items(), page.nextCursor());
    }

    private Answer product(Call call) {
        return Answer.ok(catalog.product(call.path("product_id")));
    }

    private Answer store(Call call) {
        return Answer.ok(catalog.store(call.path("store_id")));
    }

    private Answer sales(Call call) {
        return history(call, call.path("product_id"));
    }

    private Answer total(Call call) {
        return history(call, call.query("product_id").orElse(null));
    }

    private Answer history(Call call, @Nullable String productId) {
        return Answer.ok(catalog.sales(
                productId,
                call.query("store_id").orElse(null),
                call.query("start_date").orElse(null),
                call.query("end_date").orElse(null)));
    }
}
