package io.shoptraining.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shoptraining.database.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventHubTest {
    @TempDir
    Path directory;

    private Database database;
    private EventHub hub;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("a.db"));
        hub = new EventHub(database, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        hub.close();
        database.close();
    }

    @Test
    void manyWritersAreHeardInTheOrderOfTheNumbersAndNobodyTwice() throws Exception {
        List<Event> heard = new CopyOnWriteArrayList<>();
        hub.subscribe(heard::add);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String task = "t" + i % 7;
            writes.add(threads.submit(() -> tell(task)));
        }
        for (Future<?> write : writes) {
            write.get();
        }
        threads.shutdown();
        await().until(() -> heard.size() == 500);

        assertThat(heard).extracting(Event::seq).isSorted().doesNotHaveDuplicates();
        assertThat(heard).isEqualTo(hub.since(0, null));
    }

    @Test
    void anEventOfATransactionThatFailedIsNeverHeard() {
        List<Event> heard = new CopyOnWriteArrayList<>();
        hub.subscribe(heard::add);
        assertThatThrownBy(() -> hub.write(transaction -> {
                    hub.append(transaction, "lost", "t", Map.of());
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        tell("t");
        await().until(() -> heard.size() == 1);
        assertThat(heard.get(0).event()).isEqualTo("told");
    }

    @Test
    void whatWasCommittedByOtherWaysIsReadBackBeforeTheNext() {
        List<Event> heard = new CopyOnWriteArrayList<>();
        hub.subscribe(heard::add);
        database.change(transaction -> hub.append(transaction, "aside", "t", Map.of("a", 1)));
        tell("t");
        await().until(() -> heard.size() == 2);
        assertThat(heard).extracting(Event::event).containsExactly("aside", "told");
    }

    @Test
    void aSlowSubscriberLosesNothingWhenMemoryIsNotEnough() throws Exception {
        List<Long> heard = new CopyOnWriteArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        hub.subscribe(event -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            heard.add(event.seq());
        });
        for (int batch = 0; batch < 12; batch++) {
            hub.write(transaction -> {
                for (int i = 0; i < 1_000; i++) {
                    hub.append(transaction, "told", "t", Map.of());
                }
                return true;
            });
        }
        go.countDown();
        await().until(() -> heard.size() == 12_000);
        assertThat(heard).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aFailingSubscriberHarmsNoOther() {
        List<Event> heard = new CopyOnWriteArrayList<>();
        hub.subscribe(event -> {
            throw new IllegalStateException("mine");
        });
        hub.subscribe(heard::add);
        tell("t");
        await().until(() -> heard.size() == 1);
    }

    @Test
    void aLateSubscriberReplaysByNumberAndByTask() {
        for (int i = 0; i < 5; i++) {
            tell("a");
            tell("b");
        }
        assertThat(hub.lastSeq()).isEqualTo(10);
        assertThat(hub.since(4, null)).extracting(Event::seq).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(hub.since(4, "a")).extracting(Event::seq).containsExactly(5L, 7L, 9L);
    }

    private boolean tell(String task) {
        return hub.write(transaction -> {
            hub.append(transaction, "told", task, Map.of("n", 1));
            return true;
        });
    }
}
