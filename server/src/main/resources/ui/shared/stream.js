// Events for the parts of this window; where they come from is in stream-worker.js.
import { reactive } from '/ui/lib/vue.js';
import { session } from '/ui/shared/api.js';

/** How the connection stands: connecting, live, reconnecting, polling or out; and how many events a replay brought. */
export const connection = reactive({ name: 'connecting', since: Date.now(), caughtUp: 0 });

const listeners = new Set();
let retry = null;

/** Told `event` for each event and `opened` whenever lists have to be asked for anew; the answer ends it. */
export function listen(listener) {
  listeners.add(listener);
  if (connection.name === 'live') {
    listener.opened?.(false);
  }
  return () => listeners.delete(listener);
}

function hear(message) {
  if (message.type === 'event') {
    listeners.forEach((listener) => listener.event?.(message.event));
  } else if (message.type === 'opened') {
    listeners.forEach((listener) => listener.opened?.(message.again));
  } else if (message.type === 'caught-up') {
    connection.caughtUp = message.count;
  } else if (message.type === 'state') {
    connection.name = message.name;
    connection.since = message.since;
    if (message.name === 'out') {
      session.state = 'out';
    }
  }
}

/** Begins to listen, once somebody is signed in; again after another sign-in. */
export async function openStream() {
  if (retry) {
    retry();
    return;
  }
  retry = () => {};
  if (typeof SharedWorker === 'function') {
    const { port } = new SharedWorker('/ui/shared/stream-worker.js', { type: 'module', name: 'shoptraining-events' });
    retry = () => port.postMessage('retry');
    port.onmessage = (message) => hear(message.data);
    addEventListener('pagehide', () => port.postMessage('leave'));
    addEventListener('pageshow', (event) => { if (event.persisted) { location.reload(); } });
  } else {
    const worker = await import('/ui/shared/stream-worker.js');
    retry = worker.retry;
    worker.join(hear);
  }
  addEventListener('online', () => retry());
}
