package io.shoptraining.api;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The web page: one document for all of its places, and the files that it is made of. Everybody may read them, for they
 * are the same for everybody; what the page shows it asks of the resources, as whoever has signed in.
 */
public final class PageApi {
    /** The addresses of places. What follows a place, and the filters after the question mark, the page itself reads. */
    static final List<String> PLACES = List.of(
            "/",
            "/data",
            "/data/imports/{import_id}",
            "/products/{product_id}",
            "/stores/{store_id}",
            "/training",
            "/training/{task_id}",
            "/models",
            "/models/{filename_prefix}",
            "/forecasts",
            "/settings");

    private static final List<String> FILES = List.of("/ui/{file}", "/ui/{folder}/{file}");

    private final PageFiles files = PageFiles.read();

    public List<Route> routes() {
        return Stream.concat(
                        PLACES.stream()
                                .map(path -> Route.get(path, null, "The web page, at this place.", call -> document())
                                        .takingOthers()),
                        FILES.stream()
                                .map(path -> Route.get(path, null, "A file of the web page.", call -> file(path, call))
                                        .header("If-None-Match", "The ETag of a file that is known already.")))
                .toList();
    }

    private Answer document() {
        PageFiles.File index = files.index();
        return Answer.text(index.type(), out -> out.write(index.content()));
    }

    private Answer file(String route, Call call) {
        String folder = route.contains("{folder}") ? call.path("folder") : "";
        PageFiles.File file = files.find(folder, call.path("file"))
                .orElseThrow(() -> new ShopTrainingException(ErrorCode.NOT_FOUND, "the page has no such file"));
        // kept by the browser, and asked for again each time: a newer program is seen at once
        Map<String, String> headers = Map.of("ETag", file.tag(), "Cache-Control", "no-cache");
        boolean isKnown = call.header("If-None-Match").map(file.tag()::equals).orElse(false);
        return isKnown
                ? new Answer(304, file.type(), headers, out -> {})
                : new Answer(200, file.type(), headers, out -> out.write(file.content()));
    }
}
