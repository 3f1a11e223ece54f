package io.shoptraining.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.events.Event;
import io.shoptraining.testing.RandomSeeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One client, with its threads played by the test, so that every interleaving can be had again by its seed. */
class ClientStreamTest {
    private static final int MAX_BYTES = 20_000;

    private final List<Event> stored = new ArrayList<>();
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final List<Long> received = new ArrayList<>();
    private final List<Event> receivedEvents = new ArrayList<>();
    private final List<CloseReason> reasons = new ArrayList<>();
    private int delivered;
    private Sink.@Nullable Done outstanding;
    private Runnable duringRead = () -> {};
    private boolean reading = true;

    @Test
    void storedEventsComeFirstAndLiveOnesFollow() {
        append(200);
        ClientStream stream = open(new StreamRequest(3L, null));
        runAll();
        append(2);
        deliverAll(stream);
        runAll();

        assertThat(received)
                .hasSize(199)
                .startsWith(4L, 5L)
                .endsWith(201L, 202L)
                .isSorted();
    }

    @Test
    void withoutANumberOnlyWhatIsToComeIsSent() {
        append(200);
        deliverAll(null);
        ClientStream stream = open(new StreamRequest(null, null));
        runAll();
        append(1);
        deliverAll(stream);
        runAll();

        assertThat(received).containsExactly(201L);
    }

    @Test
    void aNumberThatIsNotReachedYetCountsAsTheLastOne() {
        append(10);
        ClientStream stream = open(new StreamRequest(5_000L, null));
        runAll();
        append(1);
        deliverAll(stream);
        runAll();

        assertThat(received).containsExactly(11L);
    }

    @Test
    void aSlowClientGetsTheLatestProgressAndEveryUpdate() {
        ClientStream stream = open(new StreamRequest(0L, null));
        runAll();
        reading = false;
        for (int i = 0; i < 5_000; i++) {
            stored.add(
                    i % 500 == 499
                            ? Frames.update(stored.size() + 1, "t" + i / 500)
                            : Frames.progress(stored.size() + 1, "t" + i / 500));
        }
        deliverAll(stream);
        assertThat(reasons).isEmpty();
        reading = true;
        runAll();

        assertThat(received).isSorted().hasSizeLessThan(30);
        assertThat(receivedEvents.stream().filter(e -> e.event().equals(Event.TRAINING_UPDATE)))
                .hasSize(10);
    }

    @Test
    void aClientThatNeverReadsIsClosedAndKeepsNothing() {
        ClientStream stream = open(new StreamRequest(0L, null));
        runAll();
        reading = false;
        append(10_000);
        deliverAll(stream);
        runAll();

        assertThat(reasons).containsExactly(CloseReason.SLOW_CLIENT);
        assertThat(received).hasSizeLessThan(200);
    }

    @Test
    void aBurstDuringTheReplayIsReadFromTheDatabase() {
        append(500);
        ClientStream stream = open(new StreamRequest(0L, null));
        duringRead = () -> {
            duringRead = () -> {};
            append(5_000);
            deliverAll(stream);
        };
        runAll();

        assertThat(reasons).isEmpty();
        assertThat(received).hasSize(5_500).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aFailedSendEndsTheStreamOnce() {
        ClientStream stream = open(new StreamRequest(0L, null));
        runAll();
        reading = false;
        append(1);
        deliverAll(stream);
        runSteps();
        assertThat(outstanding).isNotNull();
        fail();
        runAll();
        stream.close(CloseReason.SHUTTING_DOWN);
        runAll();

        assertThat(reasons).containsExactly(CloseReason.GONE);
    }

    /** Appends, deliveries, reads and sends in any order: nothing but older progress is missing, nothing comes twice. */
    @RandomSeeds(count = 500)
    void nothingIsMissingAndNothingComesTwice(Random random) {
        appendAny(random, random.nextInt(300));
        for (int i = random.nextInt(stored.size() + 1); i > 0; i--) {
            delivered++;
        }
        long since = random.nextInt(stored.size() + 1);
        String task = random.nextBoolean() ? "t1" : null;
        ClientStream stream = open(new StreamRequest(since, task));
        duringRead = () -> {
            appendAny(random, random.nextInt(20));
            deliver(stream, random.nextInt(30));
        };
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(4)) {
                case 0 -> appendAny(random, random.nextInt(10));
                case 1 -> deliver(stream, random.nextInt(10));
                case 2 -> runOne();
                default -> reading = random.nextInt(5) > 0;
            }
        }
        reading = true;
        duringRead = () -> {};
        deliverAll(stream);
        runAll();

        assertThat(reasons).isEmpty();
        assertThat(received).isSorted().doesNotHaveDuplicates();
        List<Event> wanted = stored.stream()
                .filter(e -> e.seq() > since && (task == null || task.equals(e.taskId())))
                .toList();
        assertThat(wanted).containsAll(receivedEvents);
        assertThat(received)
                .containsAll(wanted.stream()
                        .filter(e -> !e.event().equals(Event.TRAINING_PROGRESS))
                        .map(Event::seq)
                        .toList());
        for (Event missing : wanted) {
            if (!received.contains(missing.seq())) {
                assertThat(receivedEvents)
                        .as("later progress than %s", missing)
                        .anyMatch(e -> e.seq() > missing.seq()
                                && e.event().equals(missing.event())
                                && String.valueOf(e.taskId()).equals(missing.taskId()));
            }
        }
    }

    private ClientStream open(StreamRequest request) {
        ClientStream.History history = new ClientStream.History() {
            @Override
            public List<Event> since(long seq, @Nullable String taskId, int limit) {
                duringRead.run();
                List<Event> page = stored.stream()
                        .filter(e -> e.seq() > seq && (taskId == null || taskId.equals(e.taskId())))
                        .limit(limit)
                        .toList();
                duringRead.run();
                return page;
            }

            @Override
            public long lastSeq() {
                return stored.size();
            }
        };
        Sink sink = new Sink() {
            @Override
            public void send(List<EventFrame> frames, Done done) {
                assertThat(outstanding).as("one send at a time").isNull();
                frames.forEach(frame -> {
                    received.add(frame.seq());
                    receivedEvents.add(stored.get((int) frame.seq() - 1));
                });
                outstanding = done;
            }

            @Override
            public void end(CloseReason reason) {
                reasons.add(reason);
            }

            @Override
            public void tick() {}
        };
        ClientStream stream = new ClientStream(request, history, sink, steps::add, MAX_BYTES, closed -> {});
        stream.start();
        return stream;
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            stored.add(Frames.update(stored.size() + 1, "t" + stored.size() % 3));
        }
    }

    private void appendAny(Random random, int count) {
        for (int i = 0; i < count; i++) {
            String task = "t" + random.nextInt(3);
            long seq = stored.size() + 1L;
            stored.add(random.nextInt(3) > 0 ? Frames.progress(seq, task) : Frames.update(seq, task));
        }
    }

    private void deliver(ClientStream stream, int count) {
        for (int i = 0; i < count && delivered < stored.size(); i++) {
            stream.offer(new EventFrame(stored.get(delivered++)));
        }
    }

    private void deliverAll(@Nullable ClientStream stream) {
        if (stream == null) {
            delivered = stored.size();
        } else {
            deliver(stream, stored.size());
        }
    }

    private void runOne() {
        Runnable step = steps.poll();
        if (step != null) {
            step.run();
        } else if (reading && outstanding != null) {
            Sink.Done done = outstanding;
            outstanding = null;
            done.done(true);
        }
    }

    private void runAll() {
        while (!steps.isEmpty() || reading && outstanding != null) {
            runOne();
        }
    }

    private void runSteps() {
        while (!steps.isEmpty()) {
            runOne();
        }
    }

    private void fail() {
        Sink.Done done = outstanding;
        outstanding = null;
        if (done != null) {
            done.done(false);
        }
    }
}
