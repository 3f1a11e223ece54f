package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.Reply;
import io.shoptraining.client.ShopClient;
import java.util.ArrayList;
import java.util.List;

/** Reads a list page by page. */
final class Listing {
    private static final int LONGEST_PAGE = 500;

    private Listing() {}

    /**
     * The first items of a list, in the order in which it is answered.
     *
     * @param most {@link Integer#MAX_VALUE} for all
     */
    static List<Fields> first(ShopClient client, Ask ask, int most) {
        List<Fields> items = new ArrayList<>();
        String cursor = null;
        do {
            Reply page = client.call(ask.with("limit", Math.min(LONGEST_PAGE, most - items.size()))
                    .with("cursor", cursor));
            Fields answer = page.object();
            items.addAll(answer.list("items"));
            cursor = answer.text("next_cursor");
        } while (!cursor.isEmpty() && items.size() < most);
        return items;
    }

    static List<Fields> all(ShopClient client, Ask ask) {
        return first(client, ask, Integer.MAX_VALUE);
    }
}
