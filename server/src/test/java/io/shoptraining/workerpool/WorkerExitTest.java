package io.shoptraining.workerpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.shoptraining.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerExitTest {
    private static WorkerExit exit(int status, String... said) {
        LastWords words = new LastWords();
        for (String line : said) {
            words.add(line);
        }
        return WorkerExit.ofStatus(status, words, 700);
    }

    @ParameterizedTest
    @CsvSource({
        "0, ENDED, WORKER_LOST",
        "1, FAILED, WORKER_LOST",
        "3, OUT_OF_HEAP, OUT_OF_HEAP",
        "4, FAILED, WORKER_LOST",
        "5, GARBAGE, WORKER_LOST",
        "6, OUT_OF_NATIVE_MEMORY, OUT_OF_MEMORY",
        "134, SIGNALLED, WORKER_LOST",
        "137, SIGNALLED, WORKER_LOST",
        "139, SIGNALLED, WORKER_LOST"
    })
    void theStatusTellsWhatHappened(int status, WorkerExit.Kind kind, ErrorCode code) {
        WorkerExit exit = exit(status);
        assertThat(exit.kind()).isEqualTo(kind);
        assertThat(exit.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "terminate called after throwing an instance of 'std::bad_alloc'",
                "Caused by: java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory",
                "java.lang.OutOfMemoryError: Cannot reserve 16 bytes of direct buffer memory (allocated: 1, limit: 2)",
                "java.lang.OutOfMemoryError: Direct buffer memory",
                "java.io.IOException: Map failed; java.lang.OutOfMemoryError: Map failed",
                "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes. Error code 12",
                "# There is insufficient memory for the Java Runtime Environment to continue.",
                "# Native memory allocation (mmap) failed to map 16384 bytes for committing reserved memory.",
                "OpenBLAS error: Memory allocation still failed after 10 retries, giving up."
            })
    void theLastWordsTellOfNativeMemory(String words) {
        for (int status : new int[] {1, 134}) {
            WorkerExit exit = exit(status, words, "later", "and", "later", "still");
            assertThat(exit.kind()).isEqualTo(WorkerExit.Kind.OUT_OF_NATIVE_MEMORY);
            assertThat(exit.reason()).contains(words);
        }
        assertThat(exit(0, words).kind()).isEqualTo(WorkerExit.Kind.ENDED);
    }

    @Test
    void theKernelsWayOfFreeingMemoryIsOnlyGuessed() {
        assertThat(exit(137).reason())
                .contains("signal 9", "perhaps by the kernel for want of memory", "it held 700 MB");
    }

    @Test
    void aStackTraceIsSummedUpByItsFirstLine() {
        WorkerExit exit = exit(
                1,
                "Exception in thread \"main\" java.lang.IllegalStateException: a bug",
                "\tat io.shoptraining.worker.WorkerMain.main(WorkerMain.java:1)",
                "\tat java.base/java.lang.Thread.run(Thread.java:840)",
                "\t... 3 more");
        assertThat(exit.kind()).isEqualTo(WorkerExit.Kind.ERROR_IN_OUR_CODE);
        assertThat(exit.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(exit.reason()).endsWith("java.lang.IllegalStateException: a bug");
    }
}
