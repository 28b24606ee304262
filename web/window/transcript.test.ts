import { expect, test } from "vitest";
import { aLine, aSummary } from "../shared/server.fake";
import { catalogueOf } from "./languages";
import { transcriptText } from "./transcript";

const lines = [
  aLine(1, "system", "assigned:Ada"),
  aLine(2, "agent", "Hello\nthere"),
  aLine(3, "visitor", "<b>Hi</b>"),
  aLine(4, "system", "ended:visitor"),
];

test("the transcript names who said what, in order and in words", () => {
  const text = transcriptText(lines, aSummary(), catalogueOf("en"));
  const found = ["Ada has joined", "Ada: Hello\n        there", "Vera: <b>Hi</b>", "You ended"];
  const places = found.map((part) => text.indexOf(part));
  expect(places.every((place) => place > 0)).toBe(true);
  expect([...places].sort((one, other) => one - other)).toEqual(places);
});

test("a code without words leaves no trace of itself", () => {
  const text = transcriptText([aLine(1, "system", "later:thing")], null, catalogueOf("en"));
  expect(text).not.toContain("later");
});
