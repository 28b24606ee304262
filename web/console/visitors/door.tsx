// The way to the visitors view: fetches it when it is first opened.
import type { JSX } from "preact";
import { Failed, Loading, useLoaded } from "../controls";
import { useWorkplace } from "../workplace";

export function VisitorsDoor({ visit }: { visit: string | null }): JSX.Element {
  const { desk } = useWorkplace();
  const { value, failure, again } = useLoaded("visitors", () => import("./area"));
  const me = desk.me.value;
  if (failure !== null && value === null) return <Failed failure={failure} again={again} />;
  if (value === null || me === null) return <Loading label="starting" />;
  const { default: Visitors } = value;
  return <Visitors visit={visit} permissions={me.permissions} />;
}
