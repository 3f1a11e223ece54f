package io.shoptraining.server;

import io.shoptraining.access.Role;
import io.shoptraining.server.Wire.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A server with toys for workers that listens, and somebody who asks it things. */
public final class OpenShop implements AutoCloseable {
    private final Server server;
    private final String address;
    private final String admin;
    private @Nullable Wire wire;

    private OpenShop(Server server) {
        this.server = server;
        this.address = server.listen();
        this.admin = server.access().createToken("test " + UUID.randomUUID(), Role.ADMIN);
    }

    public static OpenShop open(Path root) {
        return open(root, settings -> settings);
    }

    public static OpenShop open(Path root, UnaryOperator<Configuration> change) {
        Configuration settings =
                change.apply(Toys.ONE_WORKER.with(Listening.defaults().with(null, 0)));
        return new OpenShop(Server.open(new DataDirectory(root), settings, Toys.parts(Toys.data(400)), "test"));
    }

    public Server server() {
        return server;
    }

    public String address() {
        return address;
    }

    public int port() {
        return URI.create(address).getPort();
    }

    /** The host and port, as a {@code Host} header has them. */
    public String authority() {
        return "127.0.0.1:" + port();
    }

    /** The secret of an administrator. */
    public String secret() {
        return admin;
    }

    public String cookie() {
        return "Cookie: shoptraining-" + port() + "=" + admin;
    }

    public String bearer() {
        return "Authorization: Bearer " + admin;
    }

    /** A request of an administrator, with a JSON body unless it is null. */
    public Reply ask(String method, String target, @Nullable String body) {
        return body == null
                ? send(method, target, "", bearer())
                : send(method, target, body, bearer(), "Content-Type: application/json");
    }

    /** A request with these headers, and {@code Host} unless it is among them; over one connection while that lasts. */
    public Reply send(String method, String target, String body, String... headers) {
        return send(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** As above, with a body of any bytes. */
    public Reply send(String method, String target, byte[] body, String... headers) {
        List<String> lines = new ArrayList<>(List.of(headers));
        if (lines.stream().noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("host:"))) {
            lines.add("Host: " + authority());
        }
        byte[] request = Wire.request(method, target, body, lines);
        boolean isFresh = wire == null;
        try {
            return sent(request);
        } catch (IOException e) {
            hangUp();
            if (isFresh) {
                throw new IllegalStateException("no answer to " + method + " " + target, e);
            }
        }
        try {
            return sent(request);
        } catch (IOException e) {
            hangUp();
            throw new IllegalStateException("no answer to " + method + " " + target, e);
        }
    }

    private Reply sent(byte[] request) throws IOException {
        Wire open = wire == null ? new Wire(port()) : wire;
        wire = open;
        Reply reply = open.ask(request);
        if (reply.header("connection").equals("close") || reply.status() == 101) {
            hangUp();
        }
        return reply;
    }

    private void hangUp() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }

    @Override
    public void close() {
        hangUp();
        server.close();
    }
}
