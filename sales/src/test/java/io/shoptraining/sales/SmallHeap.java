package io.shoptraining.sales;

import io.shoptraining.errors.ShopTrainingException;
import java.nio.file.Path;
import java.time.Clock;

/** Checks files one after the other in a process of its own with a small heap, and says what became of each. */
final class SmallHeap {
    private SmallHeap() {}

    public static void main(String... files) {
        Path dir = Path.of(files[0]);
        SalesStore store = SalesStore.open(dir, Clock.systemUTC());
        for (int i = 1; i < files.length; i++) {
            Path file = Path.of(files[i]);
            try {
                ImportReport report = store.check(file, ImportOptions.automatic(), ProgressListener.NONE);
                System.out.println(
                        report.fileName() + ": kept " + report.quality().rowsKept());
            } catch (ShopTrainingException e) {
                System.out.println(e.code() + " " + e.getMessage());
            } catch (OutOfMemoryError e) {
                System.out.println(file.getFileName() + ": out of memory");
            }
        }
    }
}
