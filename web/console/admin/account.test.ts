import { expect, it } from "vitest";
import { nested, originOf } from "./account";

it("brings a site's address into form", () => {
  expect(originOf(" Shop.Example.org/cart?x=1 ")).toBe("https://shop.example.org");
  expect(originOf("http://localhost:8090/")).toBe("http://localhost:8090");
  expect(originOf("https://shop.example.org:8443")).toBe("https://shop.example.org:8443");
});

it("takes nothing else for a site", () => {
  for (const typed of [
    "",
    "shop",
    "http://shop.example.org",
    "ftp://a.example.org",
    "javascript:alert(1)",
    "a b.example.org",
    "https://me:x@a.example.org",
    "https://",
  ])
    expect([typed, originOf(typed)]).toEqual([typed, null]);
});

it("sends changed settings where the server looks for them", () => {
  expect(nested({ name: "Shop", grace_s: 30 })).toEqual({
    name: "Shop",
    settings: { grace_s: 30 },
  });
  expect(nested({ origins: [] })).toEqual({ origins: [] });
});
