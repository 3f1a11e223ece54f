package io.shoptraining.errors;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The one exception of ShopTraining: a code, and a message that names its subject. */
public final class ShopTrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final transient List<FieldFault> faults;

    public ShopTrainingException(ErrorCode code, String message) {
        super(message);
        this.code = code;
        this.faults = List.of();
    }

    public ShopTrainingException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.faults = List.of();
    }

    public ShopTrainingException(ErrorCode code, List<FieldFault> faults) {
        super(faults.stream().map(f -> f.field() + ": " + f.message()).collect(Collectors.joining("\n")));
        this.code = code;
        this.faults = List.copyOf(faults);
    }

    /** Tells a full disk and missing permission from any other I/O error. */
    public static ShopTrainingException io(String subject, IOException cause) {
        String reason = cause instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(cause.getMessage());
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota") || lower.contains("file too large")) {
            return new ShopTrainingException(
                    ErrorCode.DISK_FULL, subject + ": the disk is full (" + reason + ")", cause);
        }
        if (cause instanceof AccessDeniedException || lower.contains("read-only") || lower.contains("permission")) {
            return new ShopTrainingException(
                    ErrorCode.STORE_READ_ONLY,
                    subject + ": cannot be written (" + readable(cause, reason) + ")",
                    cause);
        }
        if (cause instanceof NoSuchFileException missing) {
            return new ShopTrainingException(
                    ErrorCode.NOT_FOUND, subject + ": no such file: " + missing.getFile(), cause);
        }
        return new ShopTrainingException(ErrorCode.IO_ERROR, subject + ": " + reason, cause);
    }

    private static String readable(IOException cause, String reason) {
        return cause instanceof AccessDeniedException ? "permission denied" : reason;
    }

    public ErrorCode code() {
        return code;
    }

    /** The faults of a refused request, field by field; empty for other failures. */
    public List<FieldFault> faults() {
        return faults;
    }
}
