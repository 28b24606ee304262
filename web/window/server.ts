// The window's one HTTP request: a ticket for the socket.
import type { Host } from "../shared/bridge";
import type { VisitorTicket } from "../shared/protocol";

const PATIENCE_MS = 10_000;

/** As text/plain, so that the browser asks nothing beforehand. */
export async function requestTicket(host: Host): Promise<VisitorTicket> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(`${host.api}/v1/visitor/sockets`, {
      method: "POST",
      body: JSON.stringify({ account: host.account, ...host.identity() }),
      credentials: "omit",
      signal: patience.signal,
    });
    if (answer.status !== 201) throw new Error(`No ticket: ${answer.status}`);
    return (await answer.json()) as VisitorTicket;
  } finally {
    clearTimeout(timer);
  }
}
