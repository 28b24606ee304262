import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AgentRecord, ServerEvent } from "../shared/protocol";
import { Rights } from "./rights";

const record = (role: string) =>
  ({ id: "ag_ada", role, permissions: [] }) as unknown as AgentRecord;
const STATUS: ServerEvent = { event: "status", status: "away", max_chats: 3 };
const WELCOME = { event: "welcome", chats: [], waiting: 0 } as unknown as ServerEvent;
const refused = (code: string, chat?: string) =>
  ({ event: "error", code, message: "", ...(chat ? { chat } : {}) }) as ServerEvent;

let answers: ((me: AgentRecord | null) => void)[];
let learnt: string[];
let rights: Rights;

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  learnt = [];
  rights = new Rights({
    me: () =>
      new Promise((resolve, reject) => {
        answers.push((me) => (me ? resolve(me) : reject(new Error("lost"))));
      }),
    learn: ({ role }) => learnt.push(role),
  });
  rights.start();
});

afterEach(() => {
  rights.stop();
  vi.useRealTimers();
});

const answered = async (role: string | null, which = answers.length - 1) => {
  answers[which]?.(role === null ? null : record(role));
  await vi.advanceTimersByTimeAsync(0);
};

describe("what an agent may", () => {
  it("is asked at once, soon again after a lost answer, and now and then", async () => {
    await answered(null);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(answers).toHaveLength(2);
    await answered("agent");
    expect(learnt).toEqual(["agent"]);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(answers).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(answers).toHaveLength(3);
  });

  it("is asked when the server tells of a change, also of who answers no chats", async () => {
    await answered("agent");
    rights.hear(STATUS);
    for (const code of ["not_allowed", "unauthenticated", "mfa_required", "suspended"])
      rights.hear(refused(code));
    expect(answers).toHaveLength(6);
  });

  it("is asked once hello is answered on each new connection, and by no later welcome", () => {
    rights.hear(WELCOME);
    rights.hear(WELCOME);
    expect(answers).toHaveLength(2);
    rights.connected();
    rights.hear(WELCOME);
    expect(answers).toHaveLength(3);
  });

  it("is not asked for a refusal that is about one chat, or about something else", () => {
    rights.hear(refused("not_allowed", "ch_1"));
    rights.hear(refused("too_many"));
    expect(answers).toHaveLength(1);
  });

  it("is what the last question was answered, in whatever order answers come", async () => {
    rights.hear(STATUS);
    await answered("manager", 1);
    await answered("agent", 0);
    expect(learnt).toEqual(["manager"]);
  });

  it("is nobody's affair any more once the workplace is closed", async () => {
    rights.stop();
    await answered("agent");
    await vi.advanceTimersByTimeAsync(120_000);
    expect([learnt, answers.length]).toEqual([[], 1]);
  });
});
