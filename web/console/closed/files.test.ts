import { expect, it } from "vitest";
import type { Summary } from "../../shared/protocol";
import { transcriptName } from "./files";

const started = new Date(2026, 10, 3, 9, 5).getTime();
const named = (name: string) => transcriptName({ id: "ch_abc", name, started } as Summary, "json");

it("names a transcript by day, time, visitor and chat", () => {
  expect(named("Vera Lind")).toBe("2026-11-03 0905 Vera-Lind ch_abc.json");
});

it("does without a name", () => {
  expect(named("")).toBe("2026-11-03 0905 ch_abc.json");
  expect(named("///")).toBe("2026-11-03 0905 ch_abc.json");
});

it("keeps other scripts and drops what a file system could misread", () => {
  expect(named("نور حداد")).toBe("2026-11-03 0905 نور-حداد ch_abc.json");
  expect(named("../..\\a:b*\u0000<c>\n")).toBe("2026-11-03 0905 a-b-c ch_abc.json");
  expect(named("x".repeat(300)).length).toBeLessThan(80);
});
