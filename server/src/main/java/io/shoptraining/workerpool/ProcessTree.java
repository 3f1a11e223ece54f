package io.shoptraining.workerpool;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process with all that it started. Who has lost his parent can no longer be found from it, so they are remembered from
 * every look. Safe for several threads.
 */
final class ProcessTree {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final long POLL_NANOS = 2_000_000;

    private final ProcessHandle root;
    private final ProcessId rootId;
    private final Set<ProcessId> children = ConcurrentHashMap.newKeySet();

    ProcessTree(ProcessHandle root) {
        this.root = root;
        this.rootId = ProcessId.of(root);
    }

    ProcessId rootId() {
        return rootId;
    }

    /** Looks who belongs to it now; where that cannot be found out, those seen before are remembered. */
    void look() {
        descendants(root).ifPresent(found -> {
            children.addAll(found);
            children.removeIf(child -> child.running().isEmpty());
        });
    }

    /** Whom a process has started; empty when the system does not tell, for want of open files. */
    private static Optional<Set<ProcessId>> descendants(ProcessHandle handle) {
        try {
            return Optional.of(handle.descendants().map(ProcessId::of).collect(Collectors.toSet()));
        } catch (RuntimeException e) {
            LOG.warn("cannot look whom process {} has started", handle.pid(), e);
            return Optional.empty();
        }
    }

    /** Memory of all together; 0 where the system does not tell. */
    long rssBytes() {
        look();
        long sum = ProcessId.rssBytes(rootId.pid());
        for (ProcessId child : children) {
            sum += ProcessId.rssBytes(child.pid());
        }
        return sum;
    }

    /** Ends them all at once (SIGKILL): the root first, so that it starts no more, then whoever is left. */
    void kill() {
        look();
        rootId.running().ifPresent(ProcessHandle::destroyForcibly);
        Set<ProcessId> left = new LinkedHashSet<>(children);
        while (!left.isEmpty()) {
            Set<ProcessId> theirs = new LinkedHashSet<>();
            for (ProcessId child : left) {
                child.running().ifPresent(handle -> {
                    descendants(handle).ifPresent(theirs::addAll);
                    handle.destroyForcibly();
                });
            }
            theirs.removeAll(children);
            children.addAll(theirs);
            left = theirs;
        }
    }

    /** Kills until none is left; false when some still run after {@code patience}. */
    boolean killAndWait(Duration patience) {
        long start = System.nanoTime();
        kill();
        while (isRunning()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
            kill();
        }
        return true;
    }

    private boolean isRunning() {
        return rootId.running().isPresent()
                || children.stream().anyMatch(child -> child.running().isPresent());
    }
}
