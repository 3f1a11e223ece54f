package io.shoptraining.api;

import io.shoptraining.access.Access;
import io.shoptraining.access.Role;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.json.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may use the server. */
public final class TokenApi {
    private static final List<String> FIELDS = List.of("name", "role");

    private final Access access;

    public TokenApi(Access access) {
        this.access = access;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/tokens", Role.ADMIN, "All tokens, without their secrets.", this::list),
                Route.post("/tokens", Role.ADMIN, "Make a token; its secret is shown this once.", this::create)
                        .fields(Map.of(
                                "name", "What people call it.",
                                "role", "viewer, operator or admin."))
                        .answers(201, null),
                Route.delete("/tokens/{token_id}", Role.ADMIN, "End a token at once.", this::revoke)
                        .answers(200, io.shoptraining.access.Token.class));
    }

    private Answer list(Call call) {
        return Listing.answer(access.list(), null);
    }

    private Answer create(Call call) {
        Map<String, Object> body = call.body();
        Faults faults = new Faults();
        body.keySet().stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> faults.unknown(field, field, FIELDS));
        List<String> roles = Arrays.stream(Role.values()).map(Role::word).toList();
        String name = text(body.get("name"), "name", "a text of 1 to 100 characters", faults);
        String role = text(body.get("role"), "role", "allowed: " + String.join(", ", roles), faults);
        if (!role.isEmpty() && !roles.contains(role)) {
            faults.unknown("role", role, roles);
        }
        faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        Access.Created created = access.create(name, Role.valueOf(role.toUpperCase(Locale.ROOT)));
        Map<String, Object> answer = new LinkedHashMap<>(Json.toMap(created.token()));
        answer.put("secret", created.secret());
        return Answer.json(201, answer);
    }

    private static String text(@Nullable Object value, String field, String allowed, Faults faults) {
        if (value instanceof String text) {
            return text;
        }
        if (value == null) {
            faults.required(field, allowed);
        } else {
            faults.add(field, "wrong_type", "is not a text; " + allowed);
        }
        return "";
    }

    private Answer revoke(Call call) {
        return Answer.ok(access.revoke(call.path("token_id")));
    }
}
