package io.shoptraining.pipeline;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.features.ColdStart;
import io.shoptraining.features.FeaturePlan;
import io.shoptraining.features.History;
import io.shoptraining.features.SeriesWindows;
import io.shoptraining.features.Traits;
import io.shoptraining.protocol.WorkerCommand;
import io.shoptraining.registry.Aggregation;
import io.shoptraining.registry.Ids;
import io.shoptraining.registry.SeriesScope;
import io.shoptraining.sales.HolidayCalendar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked to forecast: the days after the end of every series in scope. A product that its store has never
 * sold is a series without days, which begins after the last day of its store.
 *
 * @param coldStart what the size of a product without sales was taken from; null for series that have some
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Asked(
        List<History> histories,
        SeriesWindows windows,
        double[] scales,
        @Nullable String coldStart) {
    static Asked of(WorkerCommand.Predict command, FeaturePlan plan, VerifiedSales sales) {
        SeriesScope scope = command.spec().scope();
        List<History> histories;
        try {
            histories = sales.histories(command.snapshotFile(), command.snapshotSha256(), scope, () -> {});
        } catch (ShopTrainingException e) {
            if (e.code() != ErrorCode.NOT_FOUND
                    || scope.aggregation() != Aggregation.PANEL
                    || !scope.products().isOne()) {
                throw e;
            }
            if (!scope.stores().isOne()) {
                throw new ShopTrainingException(
                        ErrorCode.NOT_FOUND,
                        e.getMessage() + "; name a store_id too, to forecast the product there from its neighbours",
                        e);
            }
            return coldStart(command, plan, sales);
        }
        Optional<HolidayCalendar> calendar = sales.calendar(command.snapshotFile());
        Ahead ahead = ahead(command, plan, calendar);
        List<History> knowing = histories.stream().map(ahead::of).toList();
        FeaturePlan renewed = plan.renewed(Ahead.holidays(calendar));
        return new Asked(knowing, renewed.future(knowing), plan.scales(histories), null);
    }

    private static Ahead ahead(WorkerCommand.Predict command, FeaturePlan plan, Optional<HolidayCalendar> calendar) {
        return new Ahead(calendar, command.planned(), plan.planned(), plan.horizon());
    }

    private static Asked coldStart(WorkerCommand.Predict command, FeaturePlan plan, VerifiedSales sales) {
        String product = command.spec().scope().products().list().get(0);
        String store = command.spec().scope().stores().list().get(0);
        List<History> elsewhere =
                found(command, sales, SeriesScope.global(Ids.of(product), Ids.all(), Aggregation.PANEL));
        Traits told = sales.traits(command.snapshotFile(), product, store);
        if (elsewhere.isEmpty()
                && sales.traits(command.snapshotFile(), product, null).equals(Traits.NONE)) {
            throw new ShopTrainingException(
                    ErrorCode.NOT_FOUND,
                    "nothing is known of product " + product
                            + ": import its sales, or a file of products that has a row for it");
        }
        List<History> around = around(command, plan, sales, store);
        History unsold = new History(store, product, around.get(0).end(), new double[0], Map.of());
        Optional<HolidayCalendar> calendar = sales.calendar(command.snapshotFile());
        History newcomer = ahead(command, plan, calendar).of(unsold.with(told));
        ColdStart start =
                ColdStart.of(plan, newcomer, elsewhere, other -> sales.traits(command.snapshotFile(), other, null));
        return new Asked(
                List.of(newcomer),
                plan.renewed(Ahead.holidays(calendar)).first(newcomer, start, around),
                new double[] {start.scale()},
                start.from());
    }

    /** The sum of what was learned from in that store; for a new store, in all of them. */
    private static List<History> around(
            WorkerCommand.Predict command, FeaturePlan plan, VerifiedSales sales, String store) {
        List<String> sold = plan.productsOf(store);
        SeriesScope own = SeriesScope.global(new Ids(sold), Ids.of(store), Aggregation.SUM);
        List<History> around = sold.isEmpty() ? List.of() : found(command, sales, own);
        return around.isEmpty()
                ? sales.histories(
                        command.snapshotFile(),
                        command.snapshotSha256(),
                        SeriesScope.global(Ids.all(), Ids.all(), Aggregation.SUM),
                        () -> {})
                : around;
    }

    /** None where a scope has no sales. */
    private static List<History> found(WorkerCommand.Predict command, VerifiedSales sales, SeriesScope scope) {
        try {
            return sales.histories(command.snapshotFile(), command.snapshotSha256(), scope, () -> {});
        } catch (ShopTrainingException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return List.of();
        }
    }
}
