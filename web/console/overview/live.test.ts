import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Live } from "./live";

const told = signal(0);
let asked: number;
let answer: () => Promise<number>;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  answer = async () => asked;
});

afterEach(() => {
  stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function follow(): Live<number> {
  const live = new Live<number>(() => {
    asked += 1;
    return answer();
  });
  stop = live.follow(told);
  return live;
}

it("looks at once, each five seconds, and once for several pushes", async () => {
  const live = follow();
  await vi.advanceTimersByTimeAsync(0);
  expect(live.value.value).toBe(1);
  for (let push = 0; push < 4; push++) told.value++;
  await vi.advanceTimersByTimeAsync(300);
  expect(live.value.value).toBe(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(live.value.value).toBe(3);
  stop();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(3);
});

it("keeps what is there when a look fails, and says that it is old", async () => {
  const live = follow();
  await vi.advanceTimersByTimeAsync(0);
  answer = async () => Promise.reject(new Error("gone"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([live.value.value, live.failure.value]).toEqual([1, new Error("gone")]);
  answer = async () => 9;
  await vi.advanceTimersByTimeAsync(5_000);
  expect([live.value.value, live.failure.value]).toEqual([9, null]);
});

it("asks for nothing while nobody looks, and at once when somebody does", async () => {
  const visible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  follow();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(0);
  visible.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(asked).toBe(1);
});

it("does not ask again while an answer is on its way", async () => {
  answer = () => new Promise(() => undefined);
  follow();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(1);
});
