package io.shoptraining.trees;

import java.util.Locale;

/** How the libraries name the machine that they were built for. */
final class Platform {
    private static final String SYSTEM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);

    private Platform() {}

    /** @param mac how the library calls macOS */
    static String folder(String mac) {
        String arch =
                System.getProperty("os.arch", "").replace("amd64", "x86_64").replace("arm64", "aarch64");
        String system = SYSTEM.startsWith("mac") ? mac : SYSTEM.startsWith("windows") ? "windows" : SYSTEM;
        return system + "/" + arch;
    }

    static String library(String name) {
        if (SYSTEM.startsWith("windows")) {
            return (name.startsWith("_") ? "lib" : "") + name + ".dll";
        }
        return "lib" + name + (SYSTEM.startsWith("mac") ? ".dylib" : ".so");
    }
}
