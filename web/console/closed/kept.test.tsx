import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "../api";
import { type Workplace, WorkplaceContext } from "../workplace";
import { Kept } from "./kept";

const SHOWN = "It is ORD-739154";
let room: HTMLElement;
let asked: unknown[][];
let answer: () => Promise<{ seq: number; text: string }>;

beforeEach(() => {
  asked = [];
  answer = async () => ({ seq: 2, text: SHOWN });
  const api = {
    reveal: (...what: unknown[]) => {
      asked.push(what);
      return answer();
    },
  };
  room = document.createElement("div");
  document.body.append(room);
  render(
    <WorkplaceContext.Provider value={{ api } as unknown as Workplace}>
      <Kept chat="ch_1" seq={2} />
    </WorkplaceContext.Provider>,
    room,
  );
});

afterEach(() => {
  render(null, room);
  room.remove();
});

async function say(reason: string): Promise<void> {
  room.querySelector<HTMLButtonElement>(".link-button")?.click();
  const input = await vi.waitFor(() => {
    const found = room.querySelector<HTMLInputElement>("dialog input");
    if (!found) throw new Error("no question yet");
    return found;
  });
  input.value = reason;
  input.dispatchEvent(new Event("input"));
  room.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
}

it("asks why, shows the line, and hides it again", async () => {
  expect(room.textContent).not.toContain(SHOWN);
  await say(" A refund ");
  await vi.waitFor(() => expect(room.textContent).toContain(SHOWN));
  expect(asked).toEqual([["ch_1", 2, "A refund"]]);
  expect(room.querySelector("dialog")).toBeNull();
  room.querySelector<HTMLButtonElement>(".link-button")?.click();
  await vi.waitFor(() => expect(room.textContent).not.toContain(SHOWN));
});

it("says what is wrong and stays open", async () => {
  answer = async () => {
    throw new ApiError(409, "key_disabled", "");
  };
  await say("A refund");
  await vi.waitFor(() => expect(room.textContent).toContain("is switched off"));
  expect(room.querySelector("dialog")).not.toBeNull();
  expect(room.textContent).not.toContain(SHOWN);
});
