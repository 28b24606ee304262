// The way to the rules: fetches them when they are first opened; they are as large as the rest of the admin area.
import type { JSX } from "preact";
import { useLoaded } from "../controls";
import { Problem, Waiting } from "./screen";

export function RulesDoor(): JSX.Element {
  const { value, failure, again } = useLoaded("rules", () => import("../rules/area"));
  if (value === null)
    return failure === null ? <Waiting /> : <Problem failure={failure} again={again} />;
  const { default: Rules } = value;
  return <Rules />;
}
