// The one connection of a browser to the events of the server, shared by all of its windows where the browser can
// (SharedWorker), else of one window. It says honestly how it stands: connecting, live, reconnecting, polling, out.
const STREAM = '/api/v1/events';
const POLL_MILLIS = 10000;
const TRIES_BEFORE_POLLING = 3;

const listeners = new Set();
let source = null;
let state = { name: 'connecting', since: Date.now() };
let lastSeq = null;
let failures = 0;
let caughtUp = 0;
let replaying = false;
let timer = null;

function tell(message) {
  listeners.forEach((listener) => listener(message));
}

function turn(name) {
  if (state.name !== name) {
    state = { name, since: Date.now() };
    tell({ type: 'state', ...state });
  }
}

function seen(text) {
  const event = JSON.parse(text);
  if (lastSeq !== null && event.seq <= lastSeq) {
    return;
  }
  lastSeq = event.seq;
  if (replaying) {
    caughtUp += 1;
    settle();
  }
  tell({ type: 'event', event });
}

let settling = null;

// a replay is over when nothing came for a moment
function settle() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    replaying = false;
    tell({ type: 'caught-up', count: caughtUp });
    caughtUp = 0;
  }, 400);
}

function connect() {
  clearTimeout(timer);
  source?.close();
  const wasLost = state.name === 'reconnecting' || state.name === 'polling';
  const opened = new EventSource(lastSeq === null ? STREAM : `${STREAM}?since=${lastSeq}`);
  source = opened;
  opened.onopen = () => {
    failures = 0;
    replaying = wasLost;
    turn('live');
    // whoever shows something asks for it anew: nothing can be missed between
    tell({ type: 'opened', again: wasLost });
    if (wasLost) {
      settle();
    }
  };
  opened.onerror = () => lost(opened);
  for (const name of ['training_update', 'training_progress', 'training_completed', 'training_log']) {
    opened.addEventListener(name, (message) => seen(message.data));
  }
  opened.addEventListener('stream_closed', () => lost(opened));
}

async function lost(which) {
  if (which !== source) {
    return;
  }
  source.close();
  source = null;
  failures += 1;
  if (state.name !== 'polling') {
    turn('reconnecting');
  }
  const status = await reached();
  if (status === 401) {
    turn('out');
    return;
  }
  if (status === 200 && failures >= TRIES_BEFORE_POLLING) {
    turn('polling');
    await poll();
    return;
  }
  const wait = Math.min(8000, 500 * 2 ** Math.min(failures - 1, 4)) * (0.75 + Math.random() / 2);
  timer = setTimeout(connect, wait);
}

async function reached() {
  try {
    return (await fetch('/api/v1/meta', { credentials: 'same-origin' })).status;
  } catch {
    return 0;
  }
}

// something between keeps the stream from coming through, but plain requests work
async function poll() {
  try {
    const since = lastSeq === null ? '' : `&since=${lastSeq}`;
    const answer = await fetch(`${STREAM}?limit=500${since}`, { headers: { Accept: 'application/json' } });
    const page = await answer.json();
    if (lastSeq === null) {
      tell({ type: 'opened', again: true });
    } else {
      page.items.forEach((event) => seen(JSON.stringify(event)));
    }
  } catch {
    turn('reconnecting');
  }
  timer = setTimeout(connect, POLL_MILLIS);
}

/** Someone listens from now on. */
function join(listener) {
  listeners.add(listener);
  listener({ type: 'state', ...state });
  if (state.name === 'live') {
    listener({ type: 'opened', again: false });
  } else {
    retry();
  }
}

/** Tries at once, when it is waiting to. */
function retry() {
  if (source === null) {
    failures = 0;
    if (state.name === 'out') {
      turn('connecting');
    }
    connect();
  }
}

globalThis.addEventListener('connect', (event) => {
  const port = event.ports[0];
  const listener = (message) => port.postMessage(message);
  port.onmessage = (message) => {
    if (message.data === 'leave') {
      listeners.delete(listener);
    } else if (message.data === 'retry') {
      retry();
    }
  };
  port.start?.();
  join(listener);
});

export { join, retry };
