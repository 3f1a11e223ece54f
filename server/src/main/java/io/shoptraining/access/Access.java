package io.shoptraining.access;

import io.shoptraining.database.Database;
import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.Faults;
import io.shoptraining.errors.ShopTrainingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The tokens of a store. Of a secret only its hash is kept, so that whoever reads the database cannot sign in with it.
 * The holder of the store's lock is the only one who changes tokens, so the good ones are also kept in memory.
 */
public final class Access {
    private static final int MAX_NAME = 100;
    private static final HexFormat HEX = HexFormat.of();
    private static final String SELECT = "SELECT id, name, role, sha256, created_at, revoked_at FROM tokens";
    private static final RowMapper<Row> ROW = (row, context) -> new Row(
            new Token(
                    row.getString("id"),
                    row.getString("name"),
                    Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                    row.getString("created_at"),
                    row.getString("revoked_at")),
            row.getString("sha256"));

    private final Database database;
    private final Clock clock;
    private final List<Key> keys = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    private record Row(Token token, String sha256) {}

    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual alone
    private record Key(Principal principal, byte[] sha256) {}

    /**
     * A token that was just made.
     *
     * @param secret shown this once
     */
    public record Created(Token token, String secret) {}

    public Access(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        rows(" WHERE revoked_at IS NULL").forEach(row -> keys.add(key(row.token(), HEX.parseHex(row.sha256()))));
    }

    /** Makes the first token, an administrator's, when the store never had one; its secret, to be shown once. */
    public Optional<String> firstStart() {
        return list().isEmpty() ? Optional.of(createToken("first start", Role.ADMIN)) : Optional.empty();
    }

    /** Makes a token; its secret, to be shown once. */
    public String createToken(String name, Role role) {
        return create(name, role).secret();
    }

    /**
     * Makes a token.
     *
     * @throws ShopTrainingException {@link ErrorCode#INVALID_REQUEST} when the name is empty, long, or not plain text;
     *     {@link ErrorCode#CONFLICT} when another token that is still good has it
     */
    public Created create(String name, Role role) {
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            Faults faults = new Faults();
            faults.add("name", "not_allowed", "a name has 1 to " + MAX_NAME + " characters and no control characters");
            faults.throwIfAny(ErrorCode.INVALID_REQUEST);
        }
        String secret = Secrets.random();
        byte[] sha256 = Secrets.sha256(secret);
        Token token = new Token(
                UUID.randomUUID().toString(), name, role, Instant.now(clock).toString(), null);
        database.change(handle -> {
            requireFree(handle, name);
            handle.createUpdate("INSERT INTO tokens (id, name, role, sha256, created_at)"
                            + " VALUES (:id, :name, :role, :sha256, :created)")
                    .bind("id", token.id())
                    .bind("name", token.name())
                    .bind("role", role.word())
                    .bind("sha256", HEX.formatHex(sha256))
                    .bind("created", token.createdAt())
                    .execute();
        });
        keys.add(key(token, sha256));
        return new Created(token, secret);
    }

    private static void requireFree(Handle transaction, String name) {
        boolean taken = transaction
                .createQuery("SELECT id FROM tokens WHERE name = :name AND revoked_at IS NULL")
                .bind("name", name)
                .mapTo(String.class)
                .findFirst()
                .isPresent();
        if (taken) {
            Faults faults = new Faults();
            faults.add(
                    "name", "not_allowed", "there is a token '" + name + "' already; revoke it, or take another name");
            faults.throwIfAny(ErrorCode.CONFLICT);
        }
    }

    /** Who has this secret; empty for nobody. Takes as long whichever token it is, and however near a wrong one came. */
    public Optional<Principal> authenticate(String secret) {
        byte[] sha256 = Secrets.sha256(secret);
        Principal found = null;
        for (Key key : keys) {
            if (MessageDigest.isEqual(key.sha256(), sha256)) {
                found = key.principal();
            }
        }
        return Optional.ofNullable(found);
    }

    /** @param listener told the id of every token that is revoked from now on, once nobody can sign in with it any more */
    public void onRevoked(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** Every token that ever was, oldest first. */
    public List<Token> list() {
        return rows("").stream().map(Row::token).toList();
    }

    /**
     * Ends a token at once; its row stays, because tasks name their owner.
     *
     * @throws ShopTrainingException {@link ErrorCode#NOT_FOUND}, or {@link ErrorCode#CONFLICT} when it is the last
     *     administrator's
     */
    public Token revoke(String id) {
        Token token = database.write(handle -> {
            List<Row> all = new ArrayList<>(
                    handle.createQuery(SELECT + " ORDER BY rowid").map(ROW).list());
            Token row = all.stream()
                    .map(Row::token)
                    .filter(t -> t.id().equals(id))
                    .findFirst()
                    .orElseThrow(
                            () -> new ShopTrainingException(ErrorCode.NOT_FOUND, "token '" + id + "' does not exist"));
            boolean isAnotherAdmin = all.stream()
                    .map(Row::token)
                    .anyMatch(t -> t.role() == Role.ADMIN && t.revokedAt() == null && !t.id().equals(id));
            if (row.role() == Role.ADMIN && !isAnotherAdmin) {
                throw new ShopTrainingException(
                        ErrorCode.CONFLICT, "token '" + id + "' is the last administrator's; make another one first");
            }
            String now = row.revokedAt() == null ? Instant.now(clock).toString() : row.revokedAt();
            handle.createUpdate("UPDATE tokens SET revoked_at = :now WHERE id = :id")
                    .bind("now", now)
                    .bind("id", id)
                    .execute();
            return new Token(row.id(), row.name(), row.role(), row.createdAt(), now);
        });
        keys.removeIf(key -> key.principal().id().equals(id));
        listeners.forEach(listener -> listener.accept(id));
        return token;
    }

    /**
     * Writes a secret for the commands of whoever can read the data directory, good until the next start: they are
     * {@link Principal#LOCAL}, as they would be without a server.
     *
     * @param file readable by its owner alone
     */
    public void writeLocalToken(Path file) {
        String secret = Secrets.random();
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(beside);
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(
                    beside,
                    options,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.write(StandardCharsets.US_ASCII.encode(secret + "\n"));
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw ShopTrainingException.io(file.toString(), e);
        }
        keys.removeIf(key -> key.principal().equals(Principal.LOCAL));
        keys.add(new Key(Principal.LOCAL, Secrets.sha256(secret)));
    }

    private List<Row> rows(String where) {
        return database.read(handle ->
                handle.createQuery(SELECT + where + " ORDER BY rowid").map(ROW).list());
    }

    private static Key key(Token token, byte[] sha256) {
        return new Key(new Principal(token.id(), token.name(), token.role()), Arrays.copyOf(sha256, sha256.length));
    }
}
