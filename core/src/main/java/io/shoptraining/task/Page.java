package io.shoptraining.task;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor where the next page begins; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    /** How many items a page has when nothing is said. */
    public static final int DEFAULT_LIMIT = 50;

    /** The most items of a page. */
    public static final int MAX_LIMIT = 500;

    private static final Pattern CURSOR = Pattern.compile("c([0-9]{1,18})");

    public Page {
        items = List.copyOf(items);
    }

    /** A cursor for the place after the item with this key. Clients are to hand it back and not to read it. */
    public static String cursor(long key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(("c" + key).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The key within a cursor.
     *
     * @throws io.shoptraining.errors.ShopTrainingException when it is none of ours
     */
    public static long key(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            Matcher matcher = CURSOR.matcher(new String(bytes, StandardCharsets.US_ASCII));
            if (matcher.matches() && cursor(Long.parseLong(matcher.group(1))).equals(cursor)) {
                return Long.parseLong(matcher.group(1));
            }
        } catch (IllegalArgumentException e) {
            // not even base 64
        }
        Faults faults = new Faults();
        faults.add("cursor", "unknown", "'" + cursor + "' is no cursor; take next_cursor of the page before");
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        throw new AssertionError("unreachable");
    }
}
