package io.shoptraining.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class InboxTest {
    private final Inbox inbox = new Inbox();

    private void read(String text) throws IOException {
        inbox.readAll(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aCancellationOvertakesTheWorkThatWaits() throws Exception {
        read(LineCodec.encode(new WorkerCommand.Shutdown()) + "\n" + LineCodec.encode(new WorkerCommand.Cancel("t1"))
                + "\n");
        assertThat(inbox.isCancelled("t1")).isTrue();
        assertThat(inbox.isCancelled("t2")).isFalse();
        assertThat(inbox.take()).isEqualTo(new WorkerCommand.Shutdown());
        inbox.forget("t1");
        assertThat(inbox.isCancelled("t1")).isFalse();
    }

    @Test
    void aLineThatIsNoCommandIsRefused() {
        assertThatThrownBy(() -> read("{\"command\":\"dance\"}\n")).isInstanceOf(ShopTrainingException.class);
    }
}
