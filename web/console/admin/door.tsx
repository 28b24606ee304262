// The way into the admin area: fetches it when it is first opened, and leads a new account's admin to the first steps.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Failed, Loading, useLoaded } from "../controls";
import { goTo, route } from "../route";
import { useWorkplace } from "../workplace";

export function AdminDoor({ section }: { section: string | null }): JSX.Element {
  const { desk } = useWorkplace();
  const { value, failure, again } = useLoaded("admin", () => import("./area"));
  const me = desk.me.value;
  if (failure !== null && value === null) return <Failed failure={failure} again={again} />;
  if (value === null || me === null) return <Loading label="starting" />;
  const { default: Admin } = value;
  return <Admin me={me} section={section} />;
}

/** Asks once after sign-in, of those alone who could do something about it. */
export function useFirstSteps(): void {
  const { api, desk } = useWorkplace();
  const me = desk.me.value;
  useEffect(() => {
    if (me === null || !NEEDED.every((each) => me.permissions.includes(each))) return;
    void import("./first-steps")
      .then(({ isFresh }) => isFresh(api, me.account))
      // It can wait for the next sign-in; the admin area says by itself what is wrong.
      .catch(() => false)
      .then((fresh) => {
        if (fresh && route.peek().screen === "desk") goTo({ screen: "admin", section: "start" });
      });
  }, [me]);
}

const NEEDED = ["settings.write", "people.read"];
