package io.shoptraining.streams;

import java.util.List;

/** The way to one client. None of its methods waits for the client. */
interface Sink {
    /**
     * Sends frames; not called again before {@code done} was.
     *
     * @param done told once when the next ones may come, or that none will go through any more
     */
    void send(List<EventFrame> frames, Done done);

    /** Tells the client why it is closed and closes it, within the grace even when it reads nothing. */
    void end(CloseReason reason);

    /** Called about once a second. */
    void tick();

    /** Hears the end of something that was begun. */
    interface Done {
        void done(boolean well);
    }
}
