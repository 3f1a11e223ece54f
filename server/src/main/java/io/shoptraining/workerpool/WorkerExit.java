package io.shoptraining.workerpool;

import io.shoptraining.errors.ErrorCode;

/**
 * Why a worker process is gone.
 *
 * @param kind what happened
 * @param reason for people, with the exit status or signal
 */
public record WorkerExit(Kind kind, String reason) {
    private static final int FIRST_SIGNAL = 128;
    private static final int OUR_ERROR_STATUS = 1;
    private static final int OUT_OF_HEAP_STATUS = 3;
    private static final int PARENT_GONE_STATUS = 4;
    private static final int BROKEN_PROTOCOL_STATUS = 5;
    private static final int OUT_OF_NATIVE_MEMORY_STATUS = 6;

    /** What can end a worker process. */
    public enum Kind {
        /** It ended by itself with status 0. */
        ENDED(ErrorCode.WORKER_LOST),
        /** It ended with a status that tells nothing more. */
        FAILED(ErrorCode.WORKER_LOST),
        /** It ended with a stack trace: an error of the program itself. */
        ERROR_IN_OUR_CODE(ErrorCode.INTERNAL),
        /** The Java heap was too small; {@code -XX:+ExitOnOutOfMemoryError} ends with status 3. */
        OUT_OF_HEAP(ErrorCode.OUT_OF_HEAP),
        /** Memory outside of the Java heap was not to be had: it said so before it died. */
        OUT_OF_NATIVE_MEMORY(ErrorCode.OUT_OF_MEMORY),
        /** A signal: native code crashed, the kernel ran out of memory, or somebody killed it. */
        SIGNALLED(ErrorCode.WORKER_LOST),
        /** Either side said what the other cannot read. */
        GARBAGE(ErrorCode.WORKER_LOST),
        /** It said nothing for too long, and was killed for it. */
        HUNG(ErrorCode.WORKER_HUNG),
        /** It said that it lives but did not get on, and was killed for it. */
        STALLED(ErrorCode.WORKER_HUNG),
        /** Its task took longer than it may, and it was killed for it. */
        TIME_LIMIT(ErrorCode.TIME_LIMIT),
        /** It held more memory than its task may, and was killed for it. */
        MEMORY_LIMIT(ErrorCode.OUT_OF_MEMORY);

        private final ErrorCode code;

        Kind(ErrorCode code) {
            this.code = code;
        }
    }

    /** What a task has failed of, when this ended its last attempt. */
    public ErrorCode code() {
        return kind.code;
    }

    /** @param rssMb memory that it held when last looked at; 0 for unknown */
    static WorkerExit ofStatus(int status, LastWords words, long rssMb) {
        String noMemory = words.noMemory();
        if (status == OUT_OF_HEAP_STATUS) {
            return new WorkerExit(
                    Kind.OUT_OF_HEAP, "the worker ran out of Java heap (exit status 3); allow more with worker_heap");
        }
        if (status == OUT_OF_NATIVE_MEMORY_STATUS || status != 0 && noMemory != null) {
            String said = noMemory == null ? "" : ": " + noMemory;
            return new WorkerExit(
                    Kind.OUT_OF_NATIVE_MEMORY,
                    "the worker ran out of memory outside of its Java heap (" + ended(status) + ")" + said);
        }
        if (status > FIRST_SIGNAL) {
            String held = rssMb == 0 ? "" : "; it held " + rssMb + " MB of memory";
            return new WorkerExit(Kind.SIGNALLED, "the worker was ended by " + ended(status) + held + words.text());
        }
        if (status == PARENT_GONE_STATUS) {
            return new WorkerExit(Kind.FAILED, "the worker ended because its connection to the server was closed");
        }
        if (status == BROKEN_PROTOCOL_STATUS) {
            return new WorkerExit(Kind.GARBAGE, "the worker did not understand a command" + words.text());
        }
        if (status == OUR_ERROR_STATUS && words.hasStackTrace()) {
            return new WorkerExit(
                    Kind.ERROR_IN_OUR_CODE, "the worker ended with an error of ShopTraining itself" + words.text());
        }
        return new WorkerExit(
                status == 0 ? Kind.ENDED : Kind.FAILED, "the worker ended with " + ended(status) + words.text());
    }

    private static String ended(int status) {
        if (status <= FIRST_SIGNAL) {
            return "exit status " + status;
        }
        int number = status - FIRST_SIGNAL;
        String name = switch (number) {
            case 6 -> " (SIGABRT: native code gave up)";
            case 7 -> " (SIGBUS: native code crashed, or the disk of a mapped file is full)";
            case 9 -> " (SIGKILL: killed, perhaps by the kernel for want of memory)";
            case 11 -> " (SIGSEGV: native code crashed)";
            case 15 -> " (SIGTERM)";
            default -> "";
        };
        return "signal " + number + name;
    }
}
