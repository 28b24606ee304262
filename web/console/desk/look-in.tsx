// The way into a chat of another agent by its address: as a monitor while it runs, else to what was said.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Failed, Loading, useLoaded } from "../controls";
import { goTo } from "../route";
import { useWorkplace } from "../workplace";

export function LookIn({ id }: { id: string }): JSX.Element {
  const { api, desk } = useWorkplace();
  const { value, failure, again } = useLoaded(id, () => api.chat(id));
  useEffect(() => {
    if (value === null) return;
    const own = value.chat.agent === desk.me.peek()?.id;
    if (value.chat.state === "ended") return goTo({ screen: "closed", chat: id });
    if (own) desk.show(id);
    else desk.watch(value.chat, "monitor");
    goTo({ screen: "desk" });
  }, [value]);
  return (
    <main class="work idle">
      {failure === null ? <Loading label="starting" /> : <Failed failure={failure} again={again} />}
    </main>
  );
}
