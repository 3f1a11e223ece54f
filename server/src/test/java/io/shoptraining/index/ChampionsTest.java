package io.shoptraining.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.registry.Metrics;
import io.shoptraining.registry.Problem;
import io.shoptraining.task.Page;
import io.shoptraining.task.Verdict;
import io.shoptraining.testing.RandomSeeds;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChampionsTest {
    private static final String MODEL = "product_P001_all_mlstm";

    @TempDir
    Path root;

    private Database database;
    private ModelIndex index;

    @BeforeEach
    void open() {
        database = Database.open(root.resolve("test.db"));
        index = new ModelIndex(database, Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String reserve() {
        return MODEL + "_v" + database.write(transaction -> index.reserve(transaction, MODEL, 0, "task"));
    }

    private void complete(String prefix, Verdict verdict) {
        database.change(transaction -> index.complete(
                transaction, prefix, List.of(), new Metrics(Map.of("r2", 0.5), Map.of()), verdict, "r2 0.5000"));
    }

    private String published(Verdict verdict) {
        String prefix = reserve();
        complete(prefix, verdict);
        return prefix;
    }

    private void fail(String prefix) {
        database.change(transaction -> index.mark(transaction, prefix, ModelRow.FAILED, "damaged"));
    }

    private String champion() {
        return index.champion(MODEL).map(ModelRow::filenamePrefix).orElse("none");
    }

    private List<String> history() {
        return index.history(MODEL).stream()
                .map(promotion -> promotion.filenamePrefix().substring(MODEL.length() + 1) + " " + promotion.reason()
                        + " by " + promotion.promotedBy())
                .toList();
    }

    @Test
    void anAcceptedPublicationIsItselfAPromotion() {
        assertThat(champion()).isEqualTo("none");
        String first = published(Verdict.ACCEPTED);
        assertThat(champion()).isEqualTo(first);
        published(Verdict.REJECTED);
        assertThat(champion()).isEqualTo(first);
        String third = published(Verdict.ACCEPTED);
        assertThat(champion()).isEqualTo(third);
        assertThat(history()).containsExactly("v3 accepted by version gate", "v1 accepted by version gate");
        assertThat(index.history(MODEL).get(0).promotedAt()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void aVersionThatEndsLateDoesNotTakeThePlaceOfAHigherOne() {
        String first = reserve();
        String second = published(Verdict.ACCEPTED);
        complete(first, Verdict.ACCEPTED);
        complete(second, Verdict.ACCEPTED);
        assertThat(champion()).isEqualTo(second);
        assertThat(history()).hasSize(1);
    }

    @Test
    void anEarlierVersionCanBePromotedAndTheNextPublicationTakesItsPlace() {
        String first = published(Verdict.ACCEPTED);
        published(Verdict.ACCEPTED);
        assertThat(index.promote(first, "ann", false).filenamePrefix()).isEqualTo(first);
        index.promote(first, "ann", false);
        assertThat(champion()).isEqualTo(first);
        assertThat(history()).hasSize(3).first().isEqualTo("v1 promoted by ann");
        assertThat(published(Verdict.ACCEPTED)).isEqualTo(champion());
    }

    @Test
    void aRejectedVersionIsRefusedWithItsReasonUnlessItIsForced() {
        String first = published(Verdict.ACCEPTED);
        String second = published(Verdict.REJECTED);
        refused("was rejected by the version gate: r2 0.5000", second);
        assertThat(champion()).isEqualTo(first);
        index.promote(second, "ann", true);
        assertThat(champion()).isEqualTo(second);
        assertThat(history()).first().isEqualTo("v2 forced by ann");
    }

    @Test
    void aVersionThatIsNotCompleteIsRefusedEvenByForce() {
        String first = reserve();
        refused("is training; only a completed version", first);
        fail(first);
        refused("is failed (damaged)", first);
        assertThatThrownBy(() -> index.promote(MODEL + "_v9", "ann", true))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(history()).isEmpty();
    }

    private void refused(String reason, String prefix) {
        boolean force = !reason.contains("rejected");
        assertThatThrownBy(() -> index.promote(prefix, "ann", force))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(reason);
    }

    @Test
    void aLostChampionGivesWayToTheNextBestOfTheHistoryAndThenToTheHighestAccepted() {
        String first = published(Verdict.ACCEPTED);
        String second = published(Verdict.ACCEPTED);
        String third = published(Verdict.ACCEPTED);
        index.promote(second, "ann", false);
        index.promote(first, "ann", false);
        assertThat(index.usable(MODEL)).extracting(ModelRow::filenamePrefix).containsExactly(first, second, third);
        fail(first);
        assertThat(champion()).isEqualTo(second);
        fail(second);
        assertThat(champion()).isEqualTo(third);
        database.change(transaction -> transaction.execute("DELETE FROM champions"));
        assertThat(champion()).isEqualTo(third);
        fail(third);
        assertThat(champion()).isEqualTo("none");
        complete(second, Verdict.ACCEPTED);
        assertThat(champion()).isEqualTo(second);
    }

    /** The champion is looked up by itself, and has to be the first of all that are usable. */
    @RandomSeeds(count = 20)
    void theChampionIsTheFirstThatIsUsableAndEachIsThereOnce(Random random) {
        List<String> prefixes = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            if (prefixes.isEmpty() || random.nextInt(3) == 0) {
                prefixes.add(published(random.nextBoolean() ? Verdict.ACCEPTED : Verdict.REJECTED));
            }
            String prefix = prefixes.get(random.nextInt(prefixes.size()));
            if (random.nextInt(4) == 0) {
                fail(prefix);
            } else if (index.require(prefix).isCompleted()) {
                index.promote(prefix, "ann", true);
                assertThat(champion()).isEqualTo(prefix);
            }
            List<ModelRow> usable = index.usable(MODEL);
            assertThat(usable).extracting(ModelRow::id).doesNotHaveDuplicates();
            assertThat(usable).allMatch(ModelRow::isCompleted);
            assertThat(index.champion(MODEL)).isEqualTo(usable.stream().findFirst());
        }
    }

    @Test
    void aDeletedVersionIsNeverCompleteAgainAndItsNumberIsNotGivenTwice() {
        String first = published(Verdict.ACCEPTED);
        database.write(transaction -> index.deleted(transaction, first, "ann", "2026-01-02T03:04:05Z"));
        assertThat(champion()).isEqualTo("none");
        assertThat(index.require(first).gateReason())
                .isEqualTo("deleted by ann at 2026-01-02T03:04:05Z; before that: r2 0.5000");
        complete(first, Verdict.ACCEPTED);
        assertThat(index.require(first).status()).isEqualTo(ModelRow.FAILED);
        assertThat(index.damaged(first, List.of(new Problem("model.pth", "is missing"))))
                .isFalse();
        assertThat(index.require(first).gateReason()).startsWith("deleted by ann");
        assertThatThrownBy(() -> database.write(transaction -> index.deleted(transaction, first, "bob", "later")))
                .hasMessageContaining("was deleted before: deleted by ann");
        assertThat(reserve()).isEqualTo(MODEL + "_v2");
        assertThatThrownBy(() -> database.write(transaction -> index.deleted(transaction, MODEL + "_v2", "a", "t")))
                .hasMessageContaining("is training; cancel its task");
    }

    @Test
    void aDamagedVersionIsOutOfUseAndSaysWhy() {
        String first = published(Verdict.ACCEPTED);
        assertThat(index.damaged(first, List.of(new Problem("model.pth", "is missing"))))
                .isTrue();
        assertThat(champion()).isEqualTo("none");
        assertThat(index.require(first).gateReason()).isEqualTo("damaged: [model.pth: is missing]");
    }

    @Test
    void pagesShowEveryVersionOnceNewestFirst() {
        for (int i = 0; i < 7; i++) {
            published(i % 2 == 0 ? Verdict.ACCEPTED : Verdict.REJECTED);
        }
        database.write(transaction -> index.reserve(transaction, "store_S1_all_tcn", 0, null));
        assertThat(versions(MODEL, null, 3)).containsExactly(7, 6, 5, 4, 3, 2, 1);
        assertThat(versions(MODEL, Verdict.ACCEPTED, 2)).containsExactly(7, 5, 3, 1);
        assertThat(versions(null, Verdict.REJECTED, 500)).containsExactly(6, 4, 2);
        assertThat(versions(null, null, 4)).hasSize(8).startsWith(1, 7);
        assertThat(versions("product_P9_all_tcn", null, 4)).isEmpty();
        assertThatThrownBy(() -> index.page(null, null, "1; DROP TABLE models", 4))
                .hasMessageContaining("cursor");
    }

    private List<Integer> versions(@Nullable String identifier, @Nullable Verdict verdict, int limit) {
        List<Integer> versions = new ArrayList<>();
        Page<ModelRow> page = index.page(identifier, verdict, null, limit);
        page.items().forEach(row -> versions.add(row.version()));
        while (page.nextCursor() != null) {
            assertThat(page.items()).hasSize(limit);
            page = index.page(identifier, verdict, page.nextCursor(), limit);
            page.items().forEach(row -> versions.add(row.version()));
        }
        return versions;
    }

    @Test
    void aMistypedNameIsComparedWithNamesAloneAndNoModelIsRead() {
        String prefix = published(Verdict.ACCEPTED);
        assertThat(index.count()).isEqualTo(1);
        database.change(transaction ->
                transaction.execute("UPDATE models SET metrics_summary = '?' WHERE filename_prefix = ?", prefix));
        assertThatThrownBy(() -> index.require("product_P01_all_mlstm"))
                .isInstanceOfSatisfying(
                        ShopTrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessage("model 'product_P01_all_mlstm' does not exist; did you mean '" + MODEL + "'?");
        assertThatThrownBy(() -> index.require("x".repeat(15_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
}
