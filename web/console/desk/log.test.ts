import { expect, it } from "vitest";
import type { Line } from "../../shared/protocol";
import { agentNames, furtherTabs, splitLinks, systemText } from "./log";

it("finds web addresses and leaves the sentence's full stop outside", () => {
  expect(splitLinks("See https://shop.test/a?b=1. Or (http://x.test)!")).toEqual([
    { text: "See ", link: false },
    { text: "https://shop.test/a?b=1", link: true },
    { text: ". Or (", link: false },
    { text: "http://x.test", link: true },
    { text: ")!", link: false },
  ]);
});

it("makes no link of other schemes or of markup", () => {
  const text = "javascript:alert(1) data:text/html,x <a href=x>y</a>";
  expect(splitLinks(text)).toEqual([{ text, link: false }]);
});

it("words the system's lines, and shows a code it does not know", () => {
  expect(systemText("assigned:Ada: the first", "Vera")).toBe("Ada: the first has joined the chat.");
  expect(systemText("ended:visitor", "Vera")).toBe("Vera ended the chat.");
  expect(systemText("something:new", "Vera")).toBe("something:new");
});

it("knows whose lines are whose after the chat changed hands", () => {
  const said = ["assigned:Ben", "hello", "requeued", "assigned:Ada: the first", "hello again"];
  const lines = said.map((text, place) => {
    const from = text.startsWith("hello") ? "agent" : "system";
    return { seq: place + 1, from, text } as Line;
  });
  const names = agentNames(lines);
  expect([names.get(2), names.get(5)]).toEqual(["Ben", "Ada: the first"]);
});

it("tells a guest's lines from those of who has the chat", () => {
  const said = ["assigned:Ada", "joined:guestaaa:Ben", "guestaaa", "adaaaaaa", "left:Ben"];
  const lines = said.map((text, place) => {
    const system = text.includes(":");
    const by = system ? { from: "system", client: "" } : { from: "agent", client: text };
    return { seq: place + 1, text, ...by } as Line;
  });
  const names = agentNames(lines);
  expect([names.get(3), names.get(4)]).toEqual(["Ben", "Ada"]);
  expect(systemText("joined:guestaaa:Ben: the first", "Vera")).toBe(
    "Ben: the first has joined too",
  );
});

it("tells once of a guest with several tabs, and anew after they left", () => {
  const said = ["joined:oneaaaaa:Ben", "joined:twoaaaaa:Ben", "left:Ben", "joined:oneaaaaa:Ben"];
  const lines = said.map((text, place) => ({ seq: place + 1, from: "system", text }) as Line);
  expect([...furtherTabs(lines)]).toEqual([2]);
});
