package io.shoptraining.sales;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import io.shoptraining.sales.ImportReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sales history of one data directory. A file is checked, looked at, and then committed; every commit or undo makes
 * a new immutable snapshot. {@code sales.json} is replaced last, so that a crash leaves the state before. Thread-safe;
 * writers in two processes are kept apart by the lock of the data directory.
 */
public final class SalesStore {
    private static final String REPORT = "report.json";
    private static final String PART = "part.parquet";
    private static final String ATTRIBUTES = "attributes.json";

    /** How long a check waits for the one before; a file of some hundred million rows takes longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path dir;
    private final Clock clock;
    private final Duration patience;
    private final ReentrantLock checking = new ReentrantLock(true);
    private final Recent<Snapshot> snapshots = new Recent<>(8);
    private final Recent<SeriesIndex> indexes = new Recent<>(3);
    private final Recent<Attributes> attributes = new Recent<>(3);

    private SalesStore(Path dir, Clock clock, Duration patience) {
        this.dir = dir;
        this.clock = clock;
        this.patience = patience;
    }

    /** Opens without writing; the folder need not exist. */
    public static SalesStore open(Path dir, Clock clock) {
        return open(dir, clock, PATIENCE);
    }

    /** @param patience how long a check waits for the one before */
    static SalesStore open(Path dir, Clock clock, Duration patience) {
        SalesStore store = new SalesStore(dir.toAbsolutePath(), clock, patience);
        store.state();
        return store;
    }

    /**
     * Removes what a crash in the middle of a check or a commit left. Only for who holds the data directory, before
     * anything else is done with the sales.
     */
    public synchronized void tidy() {
        SalesState state = state();
        for (Path folder : folders("imports")) {
            String id = String.valueOf(folder.getFileName());
            if (state.imports().stream().anyMatch(e -> e.id().equals(id))) {
                clean(folder);
            } else {
                Durable.deleteTree(folder);
            }
        }
        for (Path folder : folders("snapshots")) {
            String id = String.valueOf(folder.getFileName());
            if (number(id) >= state.nextSnapshot() || !Files.exists(folder.resolve(Snapshot.ABOUT))) {
                Durable.deleteTree(folder);
            } else {
                Durable.deleteTree(folder.resolve("spill"));
            }
        }
    }

    private List<Path> folders(String of) {
        Path parent = dir.resolve(of);
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(parent)) {
            return all.toList();
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + parent, e);
        }
    }

    /**
     * Reads a CSV, CSV.gz, xlsx or Parquet file and tells what would be imported; commits nothing.
     *
     * @throws ShopTrainingException {@link ErrorCode#DATA_REFUSED} when no row of it can be used
     */
    public ImportReport check(Path file, ImportOptions options, ProgressListener progress) {
        return check(file, String.valueOf(file.getFileName()), options, progress);
    }

    /**
     * As above, for an uploaded file that lies under another name. One file is checked at a time, since each takes some
     * hundred megabytes of memory; commits and everybody who reads go on meanwhile.
     *
     * @throws ShopTrainingException {@link ErrorCode#TOO_MANY_REQUESTS} when other files take long
     */
    public ImportReport check(Path file, String fileName, ImportOptions options, ProgressListener progress) {
        awaitTurn();
        try {
            return checkAlone(file, fileName, options, progress);
        } finally {
            checking.unlock();
        }
    }

    /**
     * Looks at the columns of a file; keeps nothing of it.
     *
     * @param fileName what people call it
     * @throws ShopTrainingException {@link ErrorCode#DATA_REFUSED} for what is no table
     */
    public FileColumns columns(Path file, String fileName) {
        awaitTurn();
        Path folder = folder("look-" + UUID.randomUUID());
        try {
            Durable.createFolder(folder);
            return FileColumns.read(file, folder);
        } catch (IOException e) {
            throw ShopTrainingException.io("reading " + file.getFileName(), e);
        } catch (ShopTrainingException e) {
            throw named(fileName, e);
        } finally {
            Durable.deleteTree(folder);
            checking.unlock();
        }
    }

    /** Checks a small chain of made-up shops as if somebody had brought it, see {@link SampleChain}. */
    public ImportReport checkSample(ProgressListener progress) {
        Path folder = folder("sample-" + UUID.randomUUID());
        try {
            SampleChain.write(folder);
            return check(folder.resolve("sales.csv"), "sample chain", ImportOptions.automatic(), progress);
        } finally {
            Durable.deleteTree(folder);
        }
    }

    private static ShopTrainingException named(String fileName, ShopTrainingException e) {
        return e.code() == ErrorCode.DATA_REFUSED
                ? new ShopTrainingException(e.code(), fileName + ": " + e.getMessage(), e)
                : e;
    }

    private void awaitTurn() {
        try {
            if (!checking.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ShopTrainingException(
                        ErrorCode.TOO_MANY_REQUESTS, "another import is under way; ask again when it is checked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopTrainingException(ErrorCode.SHUTTING_DOWN, "interrupted while waiting", e);
        }
    }

    private ImportReport checkAlone(Path file, String fileName, ImportOptions options, ProgressListener progress) {
        String id = newImport();
        Path folder = folder(id);
        Durable.createFolder(folder);
        boolean done = false;
        try {
            ImportReport report = options.content() == ImportOptions.Content.SALES
                    ? checkSales(id, file, fileName, options, progress)
                    : checkAttributes(id, file, fileName, options, progress);
            done = true;
            return report;
        } catch (ShopTrainingException e) {
            throw named(fileName, e);
        } finally {
            if (done) {
                clean(folder);
            } else {
                Durable.deleteTree(folder);
            }
        }
    }

    private ImportReport checkSales(
            String id, Path file, String fileName, ImportOptions options, ProgressListener progress) {
        LocalDate tomorrow = LocalDate.now(clock).plusDays(1);
        SalesImport.Checked checked = new SalesImport(file, folder(id), options, progress).check(tomorrow);
        ImportReport report = new ImportReport(
                id,
                Status.CHECKED,
                fileName,
                checked.sha256(),
                Instant.now(clock).toString(),
                checked.mapping(),
                checked.quality(),
                null);
        Durable.write(folder(id).resolve(REPORT), Json.writePretty(report));
        register(new SalesState.Entry(
                id, Status.CHECKED, checked.part().covariates(), checked.planned(), options.infersStockOuts(), null));
        return report;
    }

    private ImportReport checkAttributes(
            String id, Path file, String fileName, ImportOptions options, ProgressListener progress) {
        AttributesImport.Checked checked = new AttributesImport(file, folder(id), options, progress)
                .check(current().orElse(null));
        ImportReport report = new ImportReport(
                id,
                Status.CHECKED,
                fileName,
                checked.sha256(),
                Instant.now(clock).toString(),
                checked.mapping(),
                checked.quality(),
                checked.report());
        Durable.write(folder(id).resolve(ATTRIBUTES), Json.write(checked.table()));
        Durable.write(folder(id).resolve(REPORT), Json.writePretty(report));
        register(new SalesState.Entry(id, Status.CHECKED, List.of(), List.of(), null, checked.kind()));
        return report;
    }

    private static void clean(Path folder) {
        Staged.FILES.forEach(name -> Part.delete(folder.resolve(name)));
        SalesImport.FILES.forEach(name -> Part.delete(folder.resolve(name)));
        Durable.deleteTree(folder.resolve("spill"));
    }

    private synchronized String newImport() {
        SalesState state = state();
        state.withImport().write(dir);
        return String.format(Locale.ROOT, "import-%06d", state.nextImport());
    }

    private synchronized void register(SalesState.Entry entry) {
        state().with(entry).write(dir);
    }

    /**
     * Puts a checked import over the sales that were there; its rows win on equal date, store and product. A file of
     * attributes takes the place of the one before.
     */
    public synchronized Snapshot commit(String importId) {
        SalesState state = state();
        SalesState.Entry entry = state.entry(importId);
        if (entry.status() != Status.CHECKED) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT,
                    "import " + importId + " is " + entry.status().name().toLowerCase(java.util.Locale.ROOT)
                            + "; only a checked import can be committed");
        }
        if (!entry.isSales() && state.current() == null) {
            throw new ShopTrainingException(
                    ErrorCode.CONFLICT, "there are no sales that " + importId + " could tell of; import sales first");
        }
        return rebuild(state.with(entry.as(Status.COMMITTED)), entry);
    }

    /** Takes an import back: a committed one out of the sales, a checked one is discarded. */
    public synchronized Optional<Snapshot> undo(String importId) {
        SalesState state = state();
        SalesState.Entry entry = state.entry(importId);
        if (entry.status() == Status.UNDONE) {
            throw new ShopTrainingException(ErrorCode.CONFLICT, "import " + importId + " is already undone");
        }
        if (entry.status() == Status.CHECKED) {
            state.without(importId).write(dir);
            Durable.deleteTree(folder(importId));
            return current();
        }
        SalesState next = state.with(entry.as(Status.UNDONE));
        if (next.sales().isEmpty()) {
            next.withoutSales().write(dir);
            return Optional.empty();
        }
        return Optional.of(rebuild(next, entry));
    }

    /** @param changed what was committed or undone; the sales stay as they are when it tells of attributes */
    private Snapshot rebuild(SalesState state, SalesState.Entry changed) {
        return publish(state, changed.isSales() || state.current() == null ? null : snapshot(state.current()));
    }

    /** @param before whose sales stay as they are; null to put all committed sales together */
    private Snapshot publish(SalesState state, @Nullable Snapshot before) {
        String id = snapshotId(state.nextSnapshot());
        Path folder = dir.resolve("snapshots").resolve(id);
        Durable.deleteTree(folder);
        Durable.createFolder(folder);
        for (Attributes.Kind kind : Attributes.Kind.values()) {
            state.attributes(kind)
                    .ifPresent(entry -> link(folder(entry.id()).resolve(ATTRIBUTES), folder.resolve(kind.file())));
        }
        calendar().ifPresent(calendar -> calendar.write(folder));
        try {
            Snapshot snapshot = before == null ? overlaid(state, id, folder) : renewed(state, before, id, folder);
            snapshot.write(folder);
            state.withSnapshot(id).write(dir);
            return snapshot;
        } finally {
            Durable.deleteTree(folder.resolve("spill"));
        }
    }

    /** The sales of a snapshot with other attributes or another calendar. */
    private Snapshot renewed(SalesState state, Snapshot before, String id, Path folder) {
        link(before.file(), folder.resolve(Snapshot.DATA));
        Snapshot renewed = before.renewed(id, folder, Instant.now(clock), state.used());
        SeriesFile.write(index(before.id()), renewed.sha256(), folder);
        return renewed;
    }

    private Snapshot overlaid(SalesState state, String id, Path folder) {
        Path data = folder.resolve(Snapshot.DATA);
        try (Duck duck = Duck.forImport(folder.resolve("spill"))) {
            Part part = overlay(duck, state.sales(), folder, data);
            Part.Facts facts = part.facts(duck);
            facts.requireFew();
            Snapshot snapshot = new Snapshot(
                    id,
                    data,
                    Snapshot.sha256(data, Durable::sha256),
                    facts.rows(),
                    facts.firstDate(),
                    facts.lastDate(),
                    new TreeSet<>(facts.products()),
                    new TreeSet<>(facts.stores()),
                    Instant.now(clock),
                    part.covariates(),
                    state.planned(),
                    state.infersStockOuts(),
                    state.used());
            SeriesFile.write(
                    SeriesFile.compute(duck, part, snapshot.stores(), snapshot.products()), snapshot.sha256(), folder);
            return snapshot;
        }
    }

    /**
     * Takes a CSV file of holidays, which hold from now on in place of those that did.
     *
     * @param fileName what people call it
     * @throws ShopTrainingException {@link ErrorCode#DATA_REFUSED} with the lines that are at fault
     */
    public synchronized HolidayCalendar takeCalendar(Path file, String fileName) {
        HolidayCalendar calendar = CalendarFile.read(file, fileName, Instant.now(clock));
        calendar.write(dir);
        renew();
        return calendar;
    }

    /** The holidays that were given; empty when China's hold. */
    public Optional<HolidayCalendar> calendar() {
        return HolidayCalendar.in(dir);
    }

    /**
     * From now on China's holidays hold again.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND} when they do already
     */
    public synchronized void removeCalendar() {
        if (calendar().isEmpty()) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, "no calendar was imported; China's holidays hold");
        }
        Part.delete(dir.resolve(HolidayCalendar.FILE));
        renew();
    }

    /** A snapshot of the same sales with the calendar that holds now. */
    private void renew() {
        SalesState state = state();
        if (state.current() != null) {
            publish(state, snapshot(state.current()));
        }
    }

    private static String snapshotId(int number) {
        return String.format(Locale.ROOT, "snapshot-%06d", number);
    }

    private Part overlay(Duck duck, List<SalesState.Entry> committed, Path folder, Path data) {
        Part all = part(committed.get(0));
        if (committed.size() == 1) {
            link(all.file(), data);
            return new Part(data, all.covariates());
        }
        for (int i = 1; i < committed.size(); i++) {
            Path target = folder.resolve("step-" + i + ".tmp");
            Part next = all.overlaid(duck, part(committed.get(i)), target);
            if (i > 1) {
                Part.delete(all.file());
            }
            all = next;
        }
        Durable.publish(all.file(), data);
        return new Part(data, all.covariates());
    }

    private Part part(SalesState.Entry entry) {
        return new Part(folder(entry.id()).resolve(PART), entry.covariates());
    }

    /** What was checked is immutable: the snapshot has the same file, without a copy where that works. */
    private static void link(Path part, Path data) {
        try {
            Files.createLink(data, part);
        } catch (UnsupportedOperationException | IOException noLinks) {
            Path beside = data.resolveSibling("copy.tmp");
            try {
                Files.copy(part, beside);
            } catch (IOException e) {
                throw ShopTrainingException.io("writing " + data.getFileName(), e);
            }
            Durable.publish(beside, data);
        }
    }

    /** Every import that was checked, oldest first. */
    public List<ImportReport> imports() {
        return state().imports().stream()
                .flatMap(entry -> reportUnlessDiscarded(entry).stream())
                .sorted(java.util.Comparator.comparing(ImportReport::id))
                .toList();
    }

    private Optional<ImportReport> reportUnlessDiscarded(SalesState.Entry entry) {
        try {
            return Optional.of(report(entry));
        } catch (ShopTrainingException e) {
            if (e.code() == ErrorCode.NOT_FOUND
                    && state().imports().stream().noneMatch(other -> other.id().equals(entry.id()))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public ImportReport report(String importId) {
        return report(state().entry(importId));
    }

    private ImportReport report(SalesState.Entry entry) {
        Path file = folder(entry.id()).resolve(REPORT);
        try {
            return Json.read(Files.readString(file), ImportReport.class).with(entry.status());
        } catch (IOException e) {
            throw ShopTrainingException.io("import " + entry.id(), e);
        }
    }

    /** The snapshot of all committed imports; empty before the first. */
    public Optional<Snapshot> current() {
        return Optional.ofNullable(state().current()).map(this::snapshot);
    }

    /** Any snapshot that ever was current. */
    public Snapshot snapshot(String id) {
        return snapshots.of(id, () -> read(id));
    }

    private Snapshot read(String id) {
        int number = number(id);
        Path folder = dir.resolve("snapshots").resolve(snapshotId(number));
        if (number >= state().nextSnapshot() || !Files.isRegularFile(folder.resolve(Snapshot.ABOUT))) {
            throw new ShopTrainingException(ErrorCode.NOT_FOUND, "no sales snapshot '" + id + "'");
        }
        return Snapshot.read(folder);
    }

    /** What a snapshot has of each store and product; at once when it was asked for lately. */
    public SeriesIndex index(String snapshotId) {
        Snapshot snapshot = snapshot(snapshotId);
        return indexes.of(snapshotId, () -> SeriesFile.read(snapshot).orElseGet(() -> compute(snapshot)));
    }

    /** What a snapshot tells of its products and stores beside their sales; at once when it was asked for lately. */
    public Attributes attributes(String snapshotId) {
        Snapshot snapshot = snapshot(snapshotId);
        return attributes.of(snapshotId, snapshot::attributes);
    }

    private static SeriesIndex compute(Snapshot snapshot) {
        try (Duck duck = Duck.forLooking()) {
            Part part = new Part(snapshot.file(), snapshot.covariates());
            return SeriesFile.compute(duck, part, snapshot.stores(), snapshot.products());
        }
    }

    /** The number of a snapshot; a huge one when it is no id of a snapshot. */
    private static int number(String snapshotId) {
        return snapshotId.matches("snapshot-\\d{6,9}")
                ? Integer.parseInt(snapshotId.substring("snapshot-".length()))
                : Integer.MAX_VALUE;
    }

    private Path folder(String importId) {
        return dir.resolve("imports").resolve(importId);
    }

    private SalesState state() {
        return SalesState.read(dir);
    }
}
