// A client as the predecessor's page has one: it tells on its output what it hears, one JSON object a line.
// Its only argument is {"url", "transports", "query", "since", "namespace"}; it ends when its input ends.
import { io } from "socket.io-client";

const settings = JSON.parse(process.argv[2]);
let since = settings.since;
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");

const socket = io(settings.url + (settings.namespace ?? "/"), {
  transports: settings.transports,
  query: settings.query,
  auth: (answer) => answer(since === undefined ? {} : { since }),
  reconnectionDelay: 50,
  reconnectionDelayMax: 200,
});
socket.io.on("open", () => {
  say({ type: "open", transport: socket.io.engine.transport.name });
  socket.io.engine.on("upgrade", (transport) => say({ type: "upgrade", transport: transport.name }));
});
socket.io.on("ping", () => say({ type: "ping" }));
socket.on("connect", () => say({ type: "connect" }));
socket.on("connect_error", (error) => say({ type: "connect_error", message: error.message }));
socket.on("disconnect", (reason) => say({ type: "disconnect", reason }));
for (const name of ["training_update", "training_progress", "training_completed", "training_log"]) {
  socket.on(name, (payload) => {
    since = payload.seq;
    say({ type: "event", name, payload });
  });
}
socket.on("stream_closed", (payload) => say({ type: "stream_closed", reason: payload.reason }));
process.stdin.on("data", (line) => {
  if (line.toString().startsWith("emit")) {
    socket.emit("anything", { text: "…" }, new Uint8Array([1, 2, 3]));
  }
});
process.stdin.on("end", () => {
  socket.close();
  setTimeout(() => process.exit(0), 50);
});
