import { expect, test } from "vitest";
import { withLinks } from "./links";

function parts(text: string): string[] {
  return withLinks(text).map((part) =>
    typeof part === "string" ? part : `<${(part as HTMLAnchorElement).href}>`,
  );
}

test("web addresses become links and the rest stays text", () => {
  expect(parts("see https://shop.example/a?b=c#d now")).toEqual([
    "see ",
    "<https://shop.example/a?b=c#d>",
    " now",
  ]);
});

test("what ends the sentence is not part of the address", () => {
  expect(parts("(https://shop.example/a).")).toEqual(["(", "<https://shop.example/a>", ")."]);
  expect(parts("https://shop.example/a_(b)")).toEqual(["<https://shop.example/a_(b)>"]);
});

test("nothing but http and https is a link, and HTML is text", () => {
  for (const text of ["javascript:alert(1)", "<img src=x onerror=alert(1)>", "data:text/html,x"])
    expect(withLinks(text)).toEqual([text]);
  expect(withLinks("https://")).toEqual(["https://"]);
});

test("links open apart and tell the other site nothing of this one", () => {
  const [link] = withLinks("https://shop.example/") as [HTMLAnchorElement];
  expect(link.target).toBe("_blank");
  expect(link.rel).toContain("noopener");
});
