// Beats in a thread of its own: browsers let a hidden page's own timers run once a minute at most,
// and the agent's lease is shorter than that. Started by heartbeat.ts.
const BEAT_MS = 20_000;

setInterval(() => postMessage("beat"), BEAT_MS);
