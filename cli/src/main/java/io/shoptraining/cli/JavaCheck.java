package io.shoptraining.cli;

import java.util.Optional;

/** Which Java versions ShopTraining refuses to run on. */
final class JavaCheck {
    private JavaCheck() {}

    /** Why a version is refused; empty when it is fine. */
    static Optional<String> fault(Runtime.Version version) {
        if (version.feature() < 17) {
            return Optional.of("this is Java " + version + "; ShopTraining needs Java 17 or later");
        }
        if (version.feature() == 25 && version.interim() == 0 && version.update() < 3) {
            return Optional.of("this is Java " + version
                    + "; 25.0.0 to 25.0.2 can corrupt data under G1. Take 25.0.3 or later, or Java 17");
        }
        return Optional.empty();
    }
}
