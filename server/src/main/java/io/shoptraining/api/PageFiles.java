package io.shoptraining.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of the web page. They are on the class path, and which they are is fixed when the server starts: what a
 * client sends is looked up in a table and never opens anything.
 */
final class PageFiles {
    /** The one document; every place of the page begins with it. */
    static final String INDEX = "/ui/index.html";

    /** The names of all files of this project, one a line. */
    static final String LIST = "/ui/files.txt";

    private static final Map<String, String> LIBRARIES = Map.of(
            "/ui/lib/vue.js", "/META-INF/resources/webjars/vue/3.5.26/dist/vue.runtime.esm-browser.prod.js",
            "/ui/lib/echarts.js", "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.esm.min.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, String> resources;
    private final Map<String, File> loaded = new ConcurrentHashMap<>();

    /**
     * One file.
     *
     * @param tag changes with the content
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record File(String type, byte[] content, String tag) {}

    private PageFiles(Map<String, String> resources) {
        this.resources = resources;
    }

    static PageFiles read() {
        Map<String, String> resources = new LinkedHashMap<>(LIBRARIES);
        for (String name :
                new String(bytes(LIST), StandardCharsets.UTF_8).lines().toList()) {
            resources.put("/ui/" + name, "/ui/" + name);
        }
        return new PageFiles(Map.copyOf(resources));
    }

    /** Every path at which there is a file. */
    Set<String> paths() {
        return resources.keySet();
    }

    /** @param folder empty for a file that is in none */
    Optional<File> find(String folder, String name) {
        // a name with a slash in it is another file's address, written in another way
        return (folder + name).contains("/")
                ? Optional.empty()
                : find("/ui/" + (folder.isEmpty() ? "" : folder + "/") + name);
    }

    private Optional<File> find(String path) {
        String resource = resources.get(path);
        return resource == null ? Optional.empty() : Optional.of(loaded.computeIfAbsent(resource, PageFiles::load));
    }

    File index() {
        return find(INDEX).orElseThrow();
    }

    private static File load(String resource) {
        byte[] content = bytes(resource);
        String ending = resource.substring(resource.lastIndexOf('.') + 1);
        String type = TYPES.get(ending);
        if (type == null) {
            throw new IllegalStateException(
                    "no media type for " + resource + "; known: " + List.copyOf(TYPES.keySet()));
        }
        return new File(type, content, tag(content));
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String resource) {
        try (@Nullable InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the program's file " + resource + " cannot be read", e);
        }
    }
}
