package io.shoptraining.client;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import io.shoptraining.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server over HTTP: that server and no other, whatever it answers. The one class outside the server that may open
 * a connection.
 */
public final class HttpShop implements ShopClient {
    private static final String API = "/api/v1/";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final Duration WORK = Duration.ofHours(2);

    /** Resources that work on all of the sales, or on a file, before they answer. */
    private static final Set<String> SLOW = Set.of("imports", "forecasts", "batches");

    private static final int LONGEST_ANSWER = 64 << 20;
    private static final int TRIES = 3;

    private final URI server;
    private final Supplier<Optional<String>> token;
    private final Consumer<String> notes;
    private final HttpClient http;

    /**
     * @param server {@code http://host:port}; see {@link #address}
     * @param token read before every request, because a server makes a new local one each time it starts
     * @param notes hears when a stream of events was interrupted and goes on
     */
    public HttpShop(URI server, Supplier<Optional<String>> token, Consumer<String> notes) {
        this.server = server;
        this.token = token;
        this.notes = notes;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT)
                .build();
    }

    /**
     * The address of a server as people write it.
     *
     * @throws ShopTrainingException {@link ErrorCode#INVALID_REQUEST} when it is anything but scheme, host and port
     */
    public static URI address(String text) {
        try {
            URI uri = URI.create(text.strip());
            String path = uri.getRawPath();
            boolean plain = uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null
                    && (path == null || path.isEmpty() || path.equals("/"));
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (plain && web && uri.getHost() != null) {
                return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ShopTrainingException(
                ErrorCode.INVALID_REQUEST,
                "'" + text + "' is no address of a server; give one like http://127.0.0.1:8000, and the token apart");
    }

    @Override
    public Reply call(Ask ask) {
        HttpResponse<InputStream> response = send(ask, patience(ask));
        return reply(response).orThrow("the server " + server);
    }

    /** How long an answer may take. */
    static Duration patience(Ask ask) {
        boolean works = !ask.method().equals("GET") && SLOW.contains(ask.path().get(0));
        return works || ask.file() != null ? WORK : ANSWER;
    }

    @Override
    public void download(Ask ask, Path target) {
        HttpResponse<InputStream> response = send(ask, WORK);
        if (response.statusCode() != 200) {
            reply(response).orThrow("the server " + server);
        }
        try (InputStream in = response.body()) {
            PartialFile.write(target, in);
        } catch (IOException e) {
            throw ShopTrainingException.io(target.toString(), e);
        }
    }

    @Override
    public EventFeed follow(long since, @Nullable String taskId) {
        ReconnectingFeed feed = new ReconnectingFeed(last -> events(last, taskId), since, notes);
        feed.start();
        return feed;
    }

    private InputStream events(long since, @Nullable String taskId) {
        Ask ask = Ask.get("events").with("since", since).with("task_id", taskId).header("Accept", "text/event-stream");
        HttpResponse<InputStream> response = send(ask, ANSWER);
        if (response.statusCode() != 200) {
            reply(response).orThrow("the server " + server);
        }
        return response.body();
    }

    @Override
    public Optional<URI> server() {
        return Optional.of(server);
    }

    @Override
    public void close() {
        // connections end with the process; Java 17 has no way to end them sooner
    }

    private HttpResponse<InputStream> send(Ask ask, Duration wait) {
        boolean repeatable = ask.method().equals("GET") || ask.headers().containsKey("Idempotency-Key");
        for (int attempt = 1; ; attempt++) {
            try {
                return http.send(request(ask, wait), BodyHandlers.ofInputStream());
            } catch (ConnectException | HttpTimeoutException e) {
                throw unreachable(e);
            } catch (IOException e) {
                if (!repeatable || attempt == TRIES) {
                    throw unreachable(e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable(e);
            }
        }
    }

    private ShopTrainingException unreachable(Exception e) {
        String reason = e instanceof ConnectException
                ? "nobody answers"
                : e instanceof HttpTimeoutException ? "no answer in time" : e.toString();
        return new ShopTrainingException(ErrorCode.IO_ERROR, "the server " + server + ": " + reason, e);
    }

    private HttpRequest request(Ask ask, Duration wait) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(ask))
                .timeout(wait)
                .header("User-Agent", "shoptraining")
                .method(ask.method(), BodyPublishers.noBody());
        token.get().ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        ask.headers().forEach(request::header);
        Ask.Upload upload = ask.file();
        Map<String, Object> body = ask.body();
        if (upload != null) {
            SentFile file = SentFile.of(upload);
            request.header("Content-Type", SentFile.TYPE).method(ask.method(), published(file));
        } else if (body != null) {
            request.header("Content-Type", "application/json")
                    .method(ask.method(), BodyPublishers.ofString(Json.write(body)));
        }
        return request.build();
    }

    /** With its length, so that the server can refuse what is too long before the first byte. */
    private static BodyPublisher published(SentFile file) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return file.open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                file.length());
    }

    private URI uri(Ask ask) {
        String path = ask.path().stream().map(HttpShop::encoded).collect(Collectors.joining("/", API, ""));
        String query = ask.query().entrySet().stream()
                .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(server + path + (query.isEmpty() ? "" : "?" + query));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Reply reply(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            byte[] bytes = in.readNBytes(LONGEST_ANSWER);
            if (in.read() >= 0) {
                throw new ShopTrainingException(
                        ErrorCode.IO_ERROR,
                        "the server " + server + " answered more than " + LONGEST_ANSWER + " bytes");
            }
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse("nothing"),
                    new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }
}
