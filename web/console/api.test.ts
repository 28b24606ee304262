import { signal } from "@preact/signals";
import { expect, it, vi } from "vitest";
import { Api, ApiError } from "./api";

function answering(response: () => Response | Promise<Response>) {
  const expire = vi.fn();
  const fetching = vi.fn(async (_url: unknown, _request?: RequestInit) => response());
  const session = { token: async () => "token", expire, lacksFactor: signal(false) };
  const api = new Api(session, "https://p.test", fetching as typeof fetch);
  return { api, fetching, expire, session };
}

it("sends the id token and the version it read, and escapes ids", async () => {
  const answer = () => Response.json({ id: "ag_1" }, { headers: { etag: '"7"' } });
  const { api, fetching } = answering(answer);
  await api.setLimit("ag/1", 5);
  const [url, request] = fetching.mock.calls[1] ?? [];
  expect(new Headers(request?.headers).get("if-match")).toBe('"7"');
  expect(url).toBe("https://p.test/v1/agents/ag%2F1");
  expect(request?.body).toBe('{"max_chats":5}');
  expect(new Headers(request?.headers).get("authorization")).toBe("Bearer token");
});

it("signs out when the token is refused", async () => {
  const { api, expire } = answering(() => new Response("", { status: 401 }));
  await expect(api.me()).rejects.toThrow(ApiError);
  expect(expire).toHaveBeenCalledTimes(1);
});

it("signs out when API Gateway itself refuses the token, not when a right is lacking", async () => {
  const denied = { Message: "User is not authorized to access this resource" };
  const refused = answering(() => Response.json(denied, { status: 403 }));
  await expect(refused.api.me()).rejects.toThrow(ApiError);
  expect(refused.expire).toHaveBeenCalledTimes(1);
  const lacking = answering(() => Response.json({ code: "not_allowed" }, { status: 403 }));
  await expect(lacking.api.me()).rejects.toThrow(ApiError);
  expect(lacking.expire).not.toHaveBeenCalled();
});

it("ends the session of an old password and of a suspended account, and says which", async () => {
  for (const code of ["password_old", "suspended"]) {
    const { api, expire } = answering(() => Response.json({ code }, { status: 403 }));
    await expect(api.me()).rejects.toThrow(ApiError);
    expect(expire).toHaveBeenCalledWith(code);
  }
});

it("notes that a second step is asked for, and keeps the session for setting it up", async () => {
  const refusal = () => Response.json({ code: "mfa_required" }, { status: 403 });
  const { api, expire, session } = answering(refusal);
  await expect(api.socket()).rejects.toThrow(ApiError);
  expect([session.lacksFactor.value, expire.mock.calls.length]).toEqual([true, 0]);
});

it("tells the server's code, and unreachable when there is no answer", async () => {
  const problem = { code: "not_allowed", detail: "Ask an admin." };
  const refused = answering(() => Response.json(problem, { status: 403 }));
  await expect(refused.api.me()).rejects.toMatchObject({ status: 403, code: "not_allowed" });
  const dead = answering(() => Promise.reject(new TypeError("failed")));
  await expect(dead.api.me()).rejects.toMatchObject({ status: 0, code: "unreachable" });
});
