package io.shoptraining.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class MemoryTest {
    @Test
    void aHeapThatIsFullIsToldFromNativeMemoryThatIsUsedUp() {
        assertThat(Memory.isHeap(new OutOfMemoryError("Java heap space"))).isTrue();
        assertThat(Memory.isHeap(new OutOfMemoryError("GC overhead limit exceeded")))
                .isTrue();
        assertThat(Memory.isHeap(new OutOfMemoryError("Cannot reserve 16 bytes of direct buffer memory")))
                .isFalse();
        assertThat(Memory.isHeap(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
                .isFalse();
    }

    @Test
    void nativeCodeThatFindsNoMemoryIsKnownByItsWords() {
        assertThat(Memory.isNative(new RuntimeException("std::bad_alloc"))).isTrue();
        assertThat(Memory.isNative(new IllegalStateException(
                        "a step", new RuntimeException("DefaultCPUAllocator: can't allocate memory: you tried"))))
                .isTrue();
        assertThat(Memory.isNative(new UnsatisfiedLinkError(
                        "/native/libjnitorch.so: libtorch_cpu.so: failed to map segment from shared object")))
                .isTrue();
        assertThat(Memory.isNative(new RuntimeException("shapes differ"))).isFalse();
        assertThat(Memory.isNative(new RuntimeException((String) null))).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessHoldsMoreThanItsHeap() {
        Runtime runtime = Runtime.getRuntime();
        assertThat(Memory.rssBytes()).isGreaterThan((runtime.totalMemory() - runtime.freeMemory()) / 2);
    }
}
