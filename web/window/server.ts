// What the window asks for by HTTP: a ticket for the socket, and to keep a message.
import type { Host } from "../shared/bridge";
import type { MessageRequest } from "../shared/message";
import type { VisitorTicket } from "../shared/protocol";

const PATIENCE_MS = 10_000;

export async function requestTicket(host: Host): Promise<VisitorTicket> {
  const answer = await post(host, "sockets", {});
  if (answer.status !== 201) throw new Error(`No ticket: ${answer.status}`);
  return (await answer.json()) as VisitorTicket;
}

/** The status; 0 if there was no answer. Sent again as it is, it is kept once. */
export async function leaveMessage(
  host: Host,
  message: Omit<MessageRequest, "account" | "visitor" | "visit">,
): Promise<number> {
  try {
    return (await post(host, "messages", message)).status;
  } catch {
    return 0;
  }
}

/** As text/plain, so that the browser asks nothing beforehand. */
async function post(host: Host, path: string, body: object): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await fetch(`${host.api}/v1/visitor/${path}`, {
      method: "POST",
      body: JSON.stringify({ account: host.account, ...host.identity(), ...body }),
      credentials: "omit",
      signal: patience.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}
