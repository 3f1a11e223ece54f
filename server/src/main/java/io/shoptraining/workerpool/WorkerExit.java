package io.shoptraining.workerpool;

/**
 * Why a worker process is gone.
 *
 * @param kind what happened
 * @param reason for people, with the exit status or signal
 */
public record WorkerExit(Kind kind, String reason) {
    private static final int FIRST_SIGNAL = 128;
    private static final int OUT_OF_HEAP_STATUS = 3;

    /** What can end a worker process. */
    public enum Kind {
        /** It ended by itself with status 0. */
        ENDED,
        /** It ended with another status. */
        FAILED,
        /** The Java heap was too small; {@code -XX:+ExitOnOutOfMemoryError} ends with status 3. */
        OUT_OF_HEAP,
        /** A signal: native code crashed, the kernel ran out of memory, or somebody killed it. */
        SIGNALLED,
        /** It said something that is no report, and was killed for it. */
        GARBAGE,
        /** It said nothing for too long, and was killed for it. */
        SILENT
    }

    static WorkerExit ofStatus(int status, String lastWords) {
        String heard = lastWords.isEmpty() ? "" : "; it said last: " + lastWords;
        if (status == OUT_OF_HEAP_STATUS) {
            return new WorkerExit(
                    Kind.OUT_OF_HEAP, "the worker ran out of Java heap (exit status 3); allow more with worker_heap");
        }
        if (status > FIRST_SIGNAL) {
            return new WorkerExit(Kind.SIGNALLED, "the worker was ended by " + signal(status - FIRST_SIGNAL) + heard);
        }
        return new WorkerExit(
                status == 0 ? Kind.ENDED : Kind.FAILED, "the worker ended with exit status " + status + heard);
    }

    private static String signal(int number) {
        String name = switch (number) {
            case 6 -> " (SIGABRT: native code gave up)";
            case 9 -> " (SIGKILL: killed, perhaps by the kernel for want of memory)";
            case 11 -> " (SIGSEGV: native code crashed)";
            case 15 -> " (SIGTERM)";
            default -> "";
        };
        return "signal " + number + name;
    }
}
