package io.shoptraining.server;

import io.shoptraining.server.Wire.Reply;
import java.nio.file.Path;

/** A server process that does a bit of everything, started with a umask that protects nothing. */
public final class CarelessServer {
    private CarelessServer() {}

    /** @param arguments the data directory */
    public static void main(String[] arguments) {
        try (OpenShop shop = OpenShop.open(Path.of(arguments[0]))) {
            StringBuilder csv = new StringBuilder("date,store,product,quantity\n");
            for (int day = 1; day <= 28; day++) {
                csv.append(String.format(java.util.Locale.ROOT, "2026-01-%02d,S001,P001,%d\n", day, day));
            }
            Reply checked = shop.send(
                    "POST", "/api/v1/imports?file_name=x.csv", csv.toString(), shop.bearer(), "Content-Type: text/csv");
            require(checked, 201);
            require(shop.ask("POST", "/api/v1/imports/" + checked.json().get("id") + "/commit", null), 200);
            require(shop.ask("GET", "/api/v1/products/P001/sales", null), 200);
            Toys.awaitEnd(shop.server(), Toys.submit(shop.server(), "train"));
            Toys.awaitThirdEpoch(shop.server(), Toys.submit(shop.server(), "wait"));
        }
    }

    private static void require(Reply reply, int status) {
        if (reply.status() != status) {
            throw new IllegalStateException(reply.toString());
        }
    }
}
