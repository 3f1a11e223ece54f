/** Events on their way to clients: Server-Sent Events, WebSocket and Socket.IO, each client with a bounded queue. */
@NullMarked
package io.shoptraining.streams;

import org.jspecify.annotations.NullMarked;
