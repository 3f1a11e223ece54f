package io.shoptraining.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.access.Principal;
import io.shoptraining.access.Role;
import io.shoptraining.api.Answer;
import io.shoptraining.api.Method;
import io.shoptraining.json.Json;
import io.shoptraining.sales.SalesStore;
import io.shoptraining.server.Configuration;
import io.shoptraining.server.DataDirectory;
import io.shoptraining.server.SalesData;
import io.shoptraining.server.Server;
import io.shoptraining.taskmanager.TrainingData;
import io.shoptraining.zoo.ModelZoo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/** A real server in the process of the test, which can go away and come back at the same port. */
final class PageServer implements AutoCloseable {
    private final Path home;
    private final Opening opening;
    private Server server;
    private String url;

    private interface Opening {
        Server open(DataDirectory directory, Configuration settings);
    }

    private PageServer(Path home, Opening opening) {
        this.home = home;
        this.opening = opening;
        this.server = open(0);
        this.url = server.listen();
    }

    /** With real workers. */
    static PageServer working(Path home) {
        return new PageServer(home, (directory, settings) -> {
            SalesStore sales = SalesStore.open(directory.create().sales(), Clock.systemUTC());
            return Server.open(directory, settings, parts(new SalesData(sales)), "test");
        });
    }

    /** One whose queue nobody works on, with products and sales that are only said to be there. */
    static PageServer resting(Path home, TrainingData data) {
        return new PageServer(home, (directory, settings) -> Server.take(directory, settings, parts(data), "test"));
    }

    private static Server.Parts parts(TrainingData data) {
        return new Server.Parts(
                ModelZoo.catalog(), data, Server.WORKER_MAIN, System.getProperty("java.class.path"), "test");
    }

    private Server open(int port) {
        Configuration settings = Configuration.defaults();
        return opening.open(
                new DataDirectory(home), settings.with(settings.listening().with(null, port)));
    }

    String url() {
        return url;
    }

    /** The link that signs somebody in. */
    String link(Role role) {
        return url + "/?token=" + token(role);
    }

    String token(Role role) {
        return server.access().createToken(role.word() + " " + UUID.randomUUID(), role);
    }

    void stop() {
        server.close();
    }

    /** At the same address as before. */
    void startAgain() {
        server = open(URI.create(url).getPort());
        url = server.listen();
    }

    /** Takes in a file of sales. */
    void importSales(String csv) {
        Map<String, Object> report = ask(
                Method.POST,
                "/api/v1/imports",
                Map.of("file_name", "sales.csv"),
                Map.of("Content-Type", "text/csv"),
                csv.getBytes(StandardCharsets.UTF_8));
        ask(Method.POST, "/api/v1/imports/" + report.get("id") + "/commit", Map.of(), Map.of(), new byte[0]);
    }

    /** Asks as somebody at the machine itself. */
    Map<String, Object> ask(Method method, String path, Map<String, Object> body) {
        return ask(method, path, Map.of(), Map.of(), Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    /** What it measures of itself. */
    String metrics() {
        return answer(Method.GET, "/metrics", Map.of(), Map.of(), new byte[0]);
    }

    private Map<String, Object> ask(
            Method method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
        return Json.readObject(answer(method, path, query, headers, body));
    }

    private String answer(
            Method method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
        Answer answer =
                server.api().handle(method, path, query, headers, new ByteArrayInputStream(body), Principal.LOCAL);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            answer.content().writeTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(answer.status()).as(text.toString(StandardCharsets.UTF_8)).isLessThan(300);
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
