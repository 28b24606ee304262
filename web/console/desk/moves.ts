// Going from chat to chat: what clicks in the list, buttons in the panes and keys have in common.
import { goTo } from "../route";
import type { Workplace } from "../workplace";
import { composerId } from "./composer";

/** Shows a chat and puts the cursor where the answer is written. */
export function showChat({ desk, page }: Workplace, id: string): void {
  goTo({ screen: "desk" });
  desk.show(id);
  page.fold.value = "chat";
  page.panel.value = false;
  // The pane is drawn after the signals have settled.
  requestAnimationFrame(() => document.getElementById(composerId(id))?.focus());
}

export function showActive(workplace: Workplace): void {
  const { active } = workplace.desk.layout.peek();
  if (active !== null) showChat(workplace, active);
}

export function stepToChat(workplace: Workplace, by: 1 | -1): void {
  workplace.desk.step(by);
  showActive(workplace);
}

/** Ends the wrap-up of a chat; it leaves the list with it. */
export function finish(workplace: Workplace, id: string): void {
  const { desk } = workplace;
  if (desk.chats.peek().some((chat) => chat.id === id)) putAway(workplace, id);
  else desk.sharing.done(id);
}

/** Takes an ended chat off the list and goes on to the one that is active then. */
export function putAway(workplace: Workplace, id: string): void {
  workplace.desk.putAway(id);
  showActive(workplace);
}
