package io.shoptraining.workerpool;

import io.shoptraining.protocol.LineCodec;
import io.shoptraining.protocol.WorkerReport;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Worker processes with faults, each the main class of its own. */
final class FakeWorkers {
    private static final PrintStream OUT = System.out;

    private FakeWorkers() {}

    private static synchronized void say(WorkerReport report) {
        OUT.println(LineCodec.encode(report));
        OUT.flush();
    }

    private static void ready() {
        say(new WorkerReport.Ready(ProcessHandle.current().pid(), "fake"));
    }

    private static void log(String message) {
        say(new WorkerReport.Logged("t", 1, "INFO", message));
    }

    private static void waitForTheEnd() throws IOException {
        while (System.in.read() >= 0) {
            // whatever it was told
        }
    }

    /** Never says a word. */
    static final class Silent {
        public static void main(String[] arguments) throws InterruptedException {
            TimeUnit.DAYS.sleep(1);
        }
    }

    /** Says that it is ready, then leaves when it is told anything. */
    static final class Quiet {
        public static void main(String[] arguments) throws IOException {
            ready();
            waitForTheEnd();
        }
    }

    /** Cannot start. */
    static final class DiesAtStart {
        public static void main(String[] arguments) {
            System.err.println("the library libfancy.so is missing");
            System.exit(9);
        }
    }

    /** Has an error of its own. */
    static final class Breaks {
        public static void main(String[] arguments) {
            ready();
            throw new IllegalStateException("a bug of ours");
        }
    }

    /** Starts a process that starts another, tells their numbers, and waits. */
    static final class Parent {
        public static void main(String[] arguments) throws IOException {
            Process child = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; wait").start();
            String grandchild = child.inputReader(StandardCharsets.UTF_8).readLine();
            ready();
            log(String.valueOf(child.pid()));
            log(grandchild);
            waitForTheEnd();
        }
    }

    /** Says more than anybody listens to. */
    static final class Talkative {
        static final int WORDS = 5_000;

        public static void main(String[] arguments) throws IOException {
            ready();
            for (int word = 0; word < WORDS; word++) {
                log(String.valueOf(word));
            }
            waitForTheEnd();
        }
    }

    /** Says a line without end. */
    static final class Endless {
        public static void main(String[] arguments) {
            ready();
            String piece = "x".repeat(1 << 20);
            while (!OUT.checkError()) {
                OUT.print(piece);
            }
        }
    }

    /** Sends an object of Java that would write a file if anybody brought it to life. */
    static final class Sends implements Serializable {
        private static final long serialVersionUID = 1;
        static final String CANARY = "canary";

        private final File file;

        Sends(File file) {
            this.file = file;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (!file.createNewFile()) {
                throw new IOException("there is a canary already");
            }
        }

        public static void main(String[] arguments) throws IOException {
            ready();
            // the folder for temporary files lies in that of the test
            File here = new File(System.getProperty("java.io.tmpdir")).getParentFile();
            try (ObjectOutputStream out = new ObjectOutputStream(OUT)) {
                out.writeObject(new Sends(new File(here, CANARY)));
                OUT.println();
                OUT.flush();
                waitForTheEnd();
            }
        }
    }
}
