// The way to where skills or groups are made, for forms that need some and find none.
import type { JSX } from "preact";
import { addressOf } from "../route";
import { ta } from "./words";

export function Elsewhere({ section }: { section: "skills" | "groups" }): JSX.Element {
  return (
    <>
      {ta(`people.none.${section}`)}{" "}
      <a href={addressOf({ screen: "admin", section })}>{ta(`people.none.${section}.link`)}</a>
    </>
  );
}
