// A server for the admin screens' tests: things in memory with versions, repeated requests, lost answers.
import { ApiError } from "../api";
import type { Ask } from "./server";

interface Stored {
  version: number;
  value: Record<string, unknown>;
}

export class FakeServer implements Ask {
  readonly asked: string[] = [];
  readonly sent: unknown[] = [];
  readonly things = new Map<string, Stored>();
  /** So many of the next requests are done, but their answers are lost. */
  lost = 0;
  private readonly kept = new Map<string, Response>();
  private made = 0;

  put(path: string, value: Record<string, unknown>): void {
    this.things.set(path, { version: 1, value });
  }

  /** Somebody else's change. */
  changeBehind(path: string, change: Record<string, unknown>): void {
    const thing = this.find(path);
    this.things.set(path, {
      version: thing.version + 1,
      value: { ...thing.value, ...change },
    });
  }

  valueOf(path: string): Record<string, unknown> {
    return this.find(path).value;
  }

  readonly send: Ask["send"] = async (method, path, body, headers = {}) => {
    this.asked.push(`${method} ${path}`);
    if (body !== undefined) this.sent.push(body);
    const response = this.answer(method, path, body as Record<string, unknown>, headers);
    if (this.lost > 0) {
      this.lost -= 1;
      throw new ApiError(0, "unreachable", "");
    }
    return response;
  };

  private answer(
    method: string,
    path: string,
    body: Record<string, unknown>,
    headers: Readonly<Record<string, string>>,
  ): Response {
    const [plain = "", query = ""] = path.split("?");
    if (method === "GET") return this.things.has(plain) ? this.one(plain) : this.list(plain, query);
    if (method === "PATCH") return this.patch(plain, body, headers["if-match"] ?? "");
    if (method === "POST") return this.once(headers["idempotency-key"] ?? "", plain, body);
    this.things.delete(plain);
    return new Response(null, { status: 204 });
  }

  private once(key: string, path: string, body: Record<string, unknown>): Response {
    const kept = this.kept.get(key);
    if (kept) return kept.clone();
    const id = `id_${++this.made}`;
    this.put(`${path}/${id}`, { id, ...body });
    const response = this.one(`${path}/${id}`);
    this.kept.set(key, response.clone());
    return response;
  }

  private patch(path: string, change: Record<string, unknown>, etag: string): Response {
    const { version, value } = this.find(path);
    if (etag === "") throw new ApiError(428, "no_etag", "");
    if (etag !== `"${version}"`) throw new ApiError(412, "outdated", "");
    this.things.set(path, { version: version + 1, value: merged(value, change) });
    return this.one(path);
  }

  private one(path: string): Response {
    const { version, value } = this.find(path);
    return Response.json(value, { headers: { etag: `"${version}"` } });
  }

  private list(path: string, query: string): Response {
    const { limit = "50", after = "0" } = Object.fromEntries(new URLSearchParams(query));
    const all = [...this.things].filter(([key]) => key.startsWith(`${path}/`));
    const end = Number(after) + Number(limit);
    const items = all.slice(Number(after), end).map(([, { value }]) => value);
    return Response.json({ items, next: end < all.length ? String(end) : "" });
  }

  private find(path: string): Stored {
    const thing = this.things.get(path);
    if (thing === undefined) throw new ApiError(404, "missing", path);
    return thing;
  }
}

/** What a change leaves out stays, within its parts too. */
function merged(old: Record<string, unknown>, change: Record<string, unknown>) {
  const parts = Object.entries(change).map(([name, value]) => {
    const part = typeof value === "object" && value !== null && !Array.isArray(value);
    return [name, part ? { ...(old[name] as object), ...value } : value];
  });
  return { ...old, ...Object.fromEntries(parts) };
}
