import { expect, it } from "vitest";
import { splitLinks, systemText } from "./log";

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
