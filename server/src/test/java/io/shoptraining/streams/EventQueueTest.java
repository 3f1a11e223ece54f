package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.shoptraining.events.Event;
import io.shoptraining.json.Json;
import io.shoptraining.testing.RandomSeeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private static final int MIB = 1 << 20;

    private final EventQueue queue = new EventQueue(MIB);

    @Test
    void onlyTheLatestProgressOfATaskWaits() {
        add(Frames.progress(1, "a"), Frames.progress(2, "b"), Frames.update(3, "a"), Frames.progress(4, "a"));

        assertThat(takeAll()).containsExactly(2L, 3L, 4L);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void aHundredThousandProgressEventsOfTenTasksAreTen() {
        for (int seq = 1; seq <= 100_000; seq++) {
            assertThat(queue.offer(new EventFrame(Frames.progress(seq, "t" + seq % 10))))
                    .isTrue();
        }

        assertThat(queue.bytes()).isLessThan(3_000);
        assertThat(takeAll()).hasSize(10).isSorted().endsWith(100_000L);
    }

    @Test
    void moreThanMayWaitIsRefused() {
        EventFrame frame = new EventFrame(Frames.update(1, "a"));
        int fits = MIB / frame.bytes();
        for (int i = 0; i < fits; i++) {
            assertThat(queue.offer(frame)).isTrue();
        }

        assertThat(queue.offer(frame)).isFalse();
    }

    @Test
    void oneFrameIsTakenHoweverLongItIs() {
        add(Frames.update(1, "a"), Frames.update(2, "a"));

        assertThat(queue.take(1)).hasSize(1);
        assertThat(queue.take(1)).hasSize(1);
        assertThat(queue.take(1)).isEmpty();
    }

    @Test
    void whatIsKnownIsForgotten() {
        add(Frames.progress(1, "a"), Frames.progress(2, "a"), Frames.update(3, "a"), Frames.update(4, "a"));

        queue.forgetThrough(3);

        assertThat(takeAll()).containsExactly(4L);
        assertThat(queue.bytes()).isZero();
    }

    /** Against a list from which the older progress of the same task is removed at once. */
    @RandomSeeds
    void isTheSlowListOfWhatMatters(Random random) {
        List<Event> slow = new ArrayList<>();
        long seq = 0;
        for (int step = 0; step < 500; step++) {
            int chance = random.nextInt(10);
            if (chance < 8) {
                seq++;
                String task = "t" + random.nextInt(4);
                boolean progress = chance < 6;
                Event event = progress ? Frames.progress(seq, task) : Frames.update(seq, task);
                if (progress) {
                    slow.removeIf(e -> e.event().equals(Event.TRAINING_PROGRESS) && task.equals(e.taskId()));
                }
                slow.add(event);
                queue.offer(new EventFrame(event));
            } else if (chance == 8) {
                List<EventFrame> taken = queue.take(random.nextInt(1_000));
                assertThat(taken.stream().map(EventFrame::seq).toList())
                        .isEqualTo(slow.stream()
                                .limit(taken.size())
                                .map(Event::seq)
                                .toList());
                slow.subList(0, taken.size()).clear();
            } else {
                long known = seq - random.nextInt(50);
                queue.forgetThrough(known);
                slow.removeIf(e -> e.seq() <= known);
            }
            assertThat(queue.isEmpty()).isEqualTo(slow.isEmpty());
            assertThat(queue.bytes())
                    .isEqualTo(slow.stream()
                            .mapToInt(e -> new EventFrame(e).bytes())
                            .sum());
        }
        assertThat(takeAll()).isEqualTo(slow.stream().map(Event::seq).toList());
    }

    @Test
    void theFormsOfAFrameAllCarryTheSameText() {
        EventFrame frame = new EventFrame(Frames.update(7, "a"));
        String json = frame.plain().text();

        assertThat(Json.readObject(json))
                .contains(entry("seq", 7), entry("event", "training_update"), entry("task_id", "a"));
        assertThat(new String(frame.sse(), StandardCharsets.UTF_8))
                .isEqualTo("id: 7\nevent: training_update\ndata: " + json + "\n\n");
        assertThat(frame.packet().text()).isEqualTo("42[\"training_update\"," + json + "]");
    }

    private void add(Event... events) {
        for (Event event : events) {
            assertThat(queue.offer(new EventFrame(event))).isTrue();
        }
    }

    private List<Long> takeAll() {
        return queue.take(Integer.MAX_VALUE).stream().map(EventFrame::seq).toList();
    }
}
