package io.shoptraining.server;

import io.shoptraining.access.Role;
import io.shoptraining.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A server that listens, and a client that can say anything to it, well-formed or not. */
public final class OpenShop implements AutoCloseable {
    private final Server server;
    private final String address;
    private final String admin;

    /** An answer, header names in lower case. */
    public record Reply(int status, Map<String, String> headers, List<String> headerLines, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** The JSON object in the body. */
        public Map<String, Object> json() {
            return Json.readObject(body);
        }
    }

    private OpenShop(Server server) {
        this.server = server;
        this.address = server.listen();
        this.admin = server.access().createToken("test", Role.ADMIN);
    }

    public static OpenShop open(Path root) {
        return open(root, settings -> settings);
    }

    public static OpenShop open(Path root, UnaryOperator<Listening> listening) {
        Listening any = listening.apply(Listening.defaults().with(null, 0));
        return new OpenShop(
                Server.open(new DataDirectory(root), Toys.SETTINGS.with(any), Toys.parts(Toys.data(400)), "test"));
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

    public String cookie() {
        return "Cookie: shoptraining-" + port() + "=" + admin;
    }

    public String bearer() {
        return "Authorization: Bearer " + admin;
    }

    /** A request with a bearer token, and a JSON body unless it is null. */
    public Reply ask(String method, String target, @Nullable String body) {
        return body == null
                ? send(method, target, null, bearer())
                : send(method, target, body, bearer(), "Content-Type: application/json");
    }

    /** A request with these headers, {@code Host}, and {@code Content-Length} when there is a body. */
    public Reply send(String method, String target, @Nullable String body, String... headers) {
        List<String> lines = new ArrayList<>(List.of(method + " " + target + " HTTP/1.1"));
        lines.addAll(List.of(headers));
        if (lines.stream().noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("host:"))) {
            lines.add("Host: " + authority());
        }
        byte[] bytes = (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
        if (body != null && lines.stream().noneMatch(line -> line.startsWith("Transfer-Encoding"))) {
            lines.add("Content-Length: " + bytes.length);
        }
        lines.add("Connection: close");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        request.writeBytes(bytes);
        return raw(request.toByteArray());
    }

    /** Exactly these bytes, and what came back until the server closed the connection. */
    public Reply raw(byte[] request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(60_000);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException refusedBeforeAllWasSent) {
                // the answer says why
            }
            return parse(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        }
    }

    private static Reply parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException("no answer, but '" + text + "'");
        }
        List<String> lines = List.of(text.substring(0, end).split("\r\n"));
        Map<String, String> headers = new java.util.HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String body = text.substring(end + 4);
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            body = unchunked(body);
        }
        return new Reply(Integer.parseInt(lines.get(0).substring(9, 12)), headers, lines, body);
    }

    private static String unchunked(String body) {
        StringBuilder whole = new StringBuilder();
        byte[] rest = body.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (at < rest.length) {
            int line = at;
            while (rest[line] != '\r') {
                line++;
            }
            int size = Integer.parseInt(new String(rest, at, line - at, StandardCharsets.US_ASCII), 16);
            if (size == 0) {
                break;
            }
            whole.append(new String(rest, line + 2, size, StandardCharsets.UTF_8));
            at = line + 2 + size + 2;
        }
        return whole.toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
