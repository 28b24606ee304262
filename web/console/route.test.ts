import { expect, it } from "vitest";
import { addressOf, parseRoute } from "./route";

it("reads back every address it writes", () => {
  for (const place of [
    { screen: "desk" },
    { screen: "queue" },
    { screen: "whatif" },
    { screen: "messages", message: null },
    { screen: "messages", message: "ms_abc" },
    { screen: "chat", chat: "ch_abc" },
    { screen: "closed", chat: null },
    { screen: "closed", chat: "ch_abc" },
    { screen: "admin", section: null },
    { screen: "admin", section: "people" },
    { screen: "admin", section: "rules", part: "ru_abc" },
    { screen: "visitors", visit: null },
    { screen: "visitors", visit: "vs_abc" },
  ] as const)
    expect(parseRoute(addressOf(place))).toEqual(place);
});

it("takes anything else for the desk", () => {
  for (const hash of ["", "#", "#/nowhere", "#//"])
    expect(parseRoute(hash)).toEqual({ screen: "desk" });
  expect(parseRoute("#/closed/%E0%A4%A")).toEqual({ screen: "closed", chat: null });
});
