package io.shoptraining.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ShopTrainingExceptionTest {
    private static ErrorCode codeOf(IOException cause) {
        return ShopTrainingException.io("the store", cause).code();
    }

    @Test
    void theCauseOfAnIoErrorDecidesItsCode() {
        assertThat(codeOf(new FileSystemException("f", null, "No space left on device")))
                .isEqualTo(ErrorCode.DISK_FULL);
        assertThat(codeOf(new IOException("No space left on device"))).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(codeOf(new IOException("Disk quota exceeded"))).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(codeOf(new FileSystemException("f", null, "Read-only file system")))
                .isEqualTo(ErrorCode.STORE_READ_ONLY);
        assertThat(codeOf(new AccessDeniedException("f"))).isEqualTo(ErrorCode.STORE_READ_ONLY);
        assertThat(codeOf(new NoSuchFileException("f"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(codeOf(new IOException("Input/output error"))).isEqualTo(ErrorCode.IO_ERROR);
    }

    @Test
    void theMessageNamesSubjectAndReason() {
        assertThat(ShopTrainingException.io("the store /x", new AccessDeniedException("/x/y")))
                .hasMessage("the store /x: cannot be written (permission denied)");
    }

    @Test
    void everyCodeHasAnHttpStatusOfAnError() {
        assertThat(ErrorCode.values()).allSatisfy(code -> {
            assertThat(code.httpStatus()).isBetween(400, 599);
            if (code.audience() == Audience.USER || code.audience() == Audience.DATA) {
                assertThat(code.httpStatus()).isLessThan(500);
            }
            if (code.audience() == Audience.INTERNAL) {
                assertThat(code.httpStatus()).isEqualTo(500);
            }
        });
    }
}
