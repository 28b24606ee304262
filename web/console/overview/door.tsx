// The way to the queue, the messages and the what-if page: fetches them when one of them is first opened.
import type { JSX } from "preact";
import { Failed, Loading, useLoaded } from "../controls";
import type { Route } from "../route";
import { useWorkplace } from "../workplace";

export type OverviewPlace = Extract<Route, { screen: "queue" | "messages" | "whatif" }>;

export function isOverview(place: Route): place is OverviewPlace {
  return ["queue", "messages", "whatif"].includes(place.screen);
}

export function OverviewDoor({ place }: { place: OverviewPlace }): JSX.Element {
  const { desk } = useWorkplace();
  const { value, failure, again } = useLoaded("overview", () => import("./area"));
  const me = desk.me.value;
  if (failure !== null && value === null) return <Failed failure={failure} again={again} />;
  if (value === null || me === null) return <Loading label="starting" />;
  const { default: Overview } = value;
  return <Overview place={place} permissions={me.permissions} />;
}
