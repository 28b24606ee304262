// The REST calls an agent's console makes; every screen asks the server through here.
import type {
  AgentRecord,
  ChatPage,
  ChatRecord,
  Decision,
  SocketTicket,
  VisitorRecord,
} from "../shared/protocol";
import type { Session } from "./signin/session";

const TIMEOUT_MS = 20_000;
const UNKNOWN = "unknown";
/** Nothing helps against these but a new password, or somebody who runs the installation. */
const ENDS_SESSION = new Set(["password_old", "suspended"]);

/** A refused or lost request: `code` is the server's, or `unreachable` when no answer came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    /** Where in what was sent, as a JSON pointer; "" where the server names no place. */
    readonly place = "",
  ) {
    super(`${status} ${code}`);
  }
}

export class Api {
  constructor(
    private readonly session: Pick<Session, "token" | "expire" | "lacksFactor">,
    private readonly origin: string,
    private readonly fetching: typeof fetch = (...request) => fetch(...request),
  ) {}

  async me(): Promise<AgentRecord> {
    const me = await this.json<AgentRecord>("GET", "/v1/agent");
    // A server that was rolled back behind this console does not tell them.
    return { ...me, permissions: me.permissions ?? [] };
  }

  socket(): Promise<SocketTicket> {
    return this.json("POST", "/v1/agent/sockets", {});
  }

  /** The number is what counts, whatever else of the agent was changed a moment ago. */
  async setLimit(agent: string, max: number): Promise<{ max_chats: number }> {
    const path = `/v1/agents/${encodeURIComponent(agent)}`;
    const etag = (await this.send("GET", path)).headers.get("etag") ?? "";
    const changed = await this.send("PATCH", path, { max_chats: max }, { "if-match": etag });
    return (await changed.json()) as { max_chats: number };
  }

  closed(before: string | null): Promise<ChatPage> {
    const query = before === null ? "" : `?${new URLSearchParams({ before })}`;
    return this.json("GET", `/v1/chats${query}`);
  }

  chat(id: string): Promise<ChatRecord> {
    return this.json("GET", `/v1/chats/${encodeURIComponent(id)}`);
  }

  visitor(chat: string): Promise<VisitorRecord> {
    return this.json("GET", `/v1/chats/${encodeURIComponent(chat)}/visitor`);
  }

  async decisions(chat: string): Promise<Decision[]> {
    const path = `/v1/chats/${encodeURIComponent(chat)}/routing`;
    return (await this.json<{ decisions: Decision[] }>("GET", path)).decisions;
  }

  /** A line with what was masked in it; why is noted in the audit trail. */
  reveal(chat: string, seq: number, reason: string): Promise<{ seq: number; text: string }> {
    const path = `/v1/chats/${encodeURIComponent(chat)}/lines/${seq}/reveal`;
    return this.json("POST", path, { reason });
  }

  async transcript(chat: string, format: string): Promise<Blob> {
    const path = `/v1/chats/${encodeURIComponent(chat)}/transcript?format=${format}`;
    return (await this.send("GET", path)).blob();
  }

  /** For what the admin area asks; every other question has its own method. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const headers: Record<string, string> = {
      authorization: `Bearer ${await this.session.token()}`,
      ...more,
    };
    if (body !== undefined) headers["content-type"] = "application/json";
    const response = await this.reach(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return response;
    const refused = await refusal(response);
    this.heed(refused);
    throw refused;
  }

  /** Some refusals are about the agent's sign-in, whatever was asked for. */
  private heed({ status, code }: ApiError): void {
    // A stage answers 401 to a token that is refused; API Gateway by itself 403, without a code.
    if (status === 401 || (status === 403 && code === UNKNOWN)) this.session.expire();
    if (ENDS_SESSION.has(code)) this.session.expire(code);
    if (code === "mfa_required") this.session.lacksFactor.value = true;
  }

  private async json<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.send(method, path, body);
    return (await response.json()) as Answer;
  }

  private async reach(path: string, request: RequestInit): Promise<Response> {
    try {
      return await this.fetching(this.origin + path, request);
    } catch (failure) {
      throw new ApiError(0, "unreachable", String(failure));
    }
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch(() => null);
  const { code, detail, place } = (problem ?? {}) as Record<string, unknown>;
  return new ApiError(
    response.status,
    typeof code === "string" ? code : UNKNOWN,
    typeof detail === "string" ? detail : "",
    typeof place === "string" ? place : "",
  );
}
