import { expect, it } from "vitest";
import { changesIn, type RuleChange, snippetOf, type TagVersion } from "./publications";

const change = (before: object, after: object): RuleChange =>
  ({ kind: "changed", rule: "ru_a", number: 1, name: "Help", before, after }) as RuleChange;
const name = (id: string) => id;

it("tells what changed in words", () => {
  const when = (value: string) => ({ all: [{ on: "url", is: "contains", value }] });
  expect(changesIn(change({ when: when("/a") }, { when: when("/b") }), name)).toEqual([
    {
      field: "when",
      before: "If the page’s address contains “/a”",
      after: "If the page’s address contains “/b”",
    },
  ]);
  expect(changesIn(change({ enabled: true }, { enabled: false }), name)[0]).toMatchObject({
    before: "On",
    after: "Off",
  });
});

it("tells what words do not show as it stands", () => {
  const invite = (delay_s: number) => ({
    actions: [{ do: "invite", text: { "": "Hi" }, delay_s }],
  });
  const [told] = changesIn(change(invite(0), invite(9)), name);
  expect(told?.after).toContain('"delay_s":9');
});

it("names the copy that never changes with its checksum", () => {
  const version = { src: "/tag/abc/parley.js", integrity: "sha384-x" } as TagVersion;
  expect(snippetOf(version, "https://cdn.example.com")).toBe(
    '<script src="https://cdn.example.com/tag/abc/parley.js" integrity="sha384-x" crossorigin="anonymous" async></script>',
  );
});
