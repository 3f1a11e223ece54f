package io.shoptraining.client;

import io.shoptraining.access.Principal;
import io.shoptraining.api.Answer;
import io.shoptraining.api.Api;
import io.shoptraining.api.Method;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.events.EventHub;
import io.shoptraining.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Does what is asked in this process, by the same operations that a server answers with. */
public final class LocalShop implements ShopClient {
    private static final String WHO = "this program";
    private static final int REFUSED = 300;

    private final Api api;
    private final EventHub events;
    private final Runnable owner;

    /** @param owner closed with this: whatever the operations work on */
    public LocalShop(Api api, EventHub events, Runnable owner) {
        this.api = api;
        this.events = events;
        this.owner = owner;
    }

    @Override
    public Reply call(Ask ask) {
        return reply(answer(ask)).orThrow(WHO);
    }

    @Override
    public void download(Ask ask, Path target) {
        Answer answer = answer(ask);
        if (answer.status() >= REFUSED) {
            reply(answer).orThrow(WHO);
        }
        try {
            PartialFile.write(target, answer.content()::writeTo);
        } catch (IOException e) {
            throw ShopTrainingException.io(target.toString(), e);
        }
    }

    @Override
    public EventFeed follow(long since, @Nullable String taskId) {
        return new LocalFeed(events, since, taskId);
    }

    @Override
    public Optional<URI> server() {
        return Optional.empty();
    }

    @Override
    public void close() {
        owner.run();
    }

    private Answer answer(Ask ask) {
        String path = ask.path().stream().map(Api::escape).collect(Collectors.joining("/", Api.ROOT + "/", ""));
        Map<String, String> headers = new LinkedHashMap<>(ask.headers());
        Ask.Upload upload = ask.file();
        Map<String, Object> body = ask.body();
        SentFile file = upload == null ? null : SentFile.of(upload);
        if (file != null) {
            headers.put("Content-Type", SentFile.TYPE);
        }
        byte[] json = body == null ? new byte[0] : Json.write(body).getBytes(StandardCharsets.UTF_8);
        try (InputStream stream = file == null ? new ByteArrayInputStream(json) : file.open()) {
            return api.handle(Method.valueOf(ask.method()), path, ask.query(), headers, stream, Principal.LOCAL);
        } catch (IOException e) {
            throw ShopTrainingException.io(upload == null ? path : upload.file().toString(), e);
        }
    }

    private static Reply reply(Answer answer) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            answer.content().writeTo(text);
        } catch (IOException e) {
            throw new ShopTrainingException(ErrorCode.IO_ERROR, "the answer could not be read", e);
        }
        return new Reply(answer.status(), answer.type(), text.toString(StandardCharsets.UTF_8));
    }
}
