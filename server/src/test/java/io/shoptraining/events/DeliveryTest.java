package io.shoptraining.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Long> heard = new CopyOnWriteArrayList<>();
    private final Delivery delivery = new Delivery(this::stored, 0);

    /** The events 1 to 5, once the store has failed often enough. */
    private List<Event> stored(long after) {
        if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("the disk fails");
        }
        return LongStream.rangeClosed(after + 1, 5)
                .mapToObj(DeliveryTest::event)
                .toList();
    }

    private static Event event(long seq) {
        return new Event(seq, "told", "2026-01-01T00:00:00Z", "t", Map.of());
    }

    @Test
    void aGapThatCannotBeReadBackAtOnceIsReadALittleLater() {
        failures.set(2);
        delivery.subscribe(event -> heard.add(event.seq()));
        delivery.hand(List.of(event(3)));
        delivery.hand(List.of(event(5)));
        await().until(() -> heard.size() >= 5);
        assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L);
        delivery.close();
    }

    @Test
    void whoClosesDoesNotWaitForAStoreThatFails() {
        failures.set(Integer.MAX_VALUE);
        AtomicInteger told = new AtomicInteger();
        delivery.subscribe(event -> told.incrementAndGet());
        delivery.hand(List.of(event(3)));
        delivery.close();
        assertThat(told).hasValue(0);
    }
}
