package io.shoptraining.database;

import io.shoptraining.errors.ErrorCode;
import io.shoptraining.errors.ShopTrainingException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's result codes in our words. */
final class SqliteErrors {
    private SqliteErrors() {}

    static ShopTrainingException damaged(Path file, String detail) {
        return new ShopTrainingException(
                ErrorCode.DAMAGED_FILE,
                file + ": the database is damaged (" + detail
                        + "); move the file aside to start with an empty queue, the models themselves are not in it");
    }

    static ShopTrainingException translate(Path file, RuntimeException failure) {
        SQLiteException cause = cause(failure);
        if (cause == null) {
            return new ShopTrainingException(
                    ErrorCode.INTERNAL, file + ": " + String.valueOf(failure.getMessage()), failure);
        }
        // extended result codes keep the primary code in their low byte
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(cause.getResultCode().code & 0xff);
        return switch (primary) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file, primary.message);
            case SQLITE_FULL -> failed(ErrorCode.DISK_FULL, file, "the disk is full", cause);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
                failed(ErrorCode.STORE_READ_ONLY, file, "cannot be opened for writing", cause);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                failed(ErrorCode.IO_ERROR, file, "another program holds the database; try again", cause);
            case SQLITE_IOERR -> failed(ErrorCode.IO_ERROR, file, primary.message, cause);
            default -> failed(ErrorCode.INTERNAL, file, String.valueOf(cause.getMessage()), cause);
        };
    }

    private static ShopTrainingException failed(ErrorCode code, Path file, String reason, SQLiteException cause) {
        return new ShopTrainingException(code, file + ": " + reason, cause);
    }

    private static @Nullable SQLiteException cause(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof SQLiteException)) {
            cause = cause.getCause();
        }
        return (SQLiteException) cause;
    }
}
