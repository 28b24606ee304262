// Keeps the agent's lease alive while the console's tab is hidden. Opened with the workplace.
import HeartbeatWorker from "./heartbeat.worker?worker";

/** Calls `beat` every 20 s for as long as the page is hidden. Returns what ends it. */
export function whileHidden(beat: () => void): () => void {
  const worker = new HeartbeatWorker();
  worker.onmessage = () => {
    if (document.hidden) beat();
  };
  return () => worker.terminate();
}
