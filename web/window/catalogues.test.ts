// @vitest-environment node
import { expect, test } from "vitest";
import type { Messages } from "../shared/catalogue";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";

const english: Messages = en;

test.each(Object.entries({ ar } as Record<string, Messages>))(
  "the catalogue %s has every text of the English one, with the same values",
  (_, messages) => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(messages))
      expect([key, values(text)]).toEqual([key, values(english[key] ?? "")]);
  },
);

function values(text: Messages[string]): string[] {
  const wording = typeof text === "string" ? text : text.other;
  return [...wording.matchAll(/\{\w+\}/g)].map(([value]) => value).sort();
}
