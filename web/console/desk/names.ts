// How people are called on the screens, also those who gave no name.
import type { Summary } from "../../shared/protocol";
import { t } from "../text";
import type { OpenChat } from "./open-chat";

export function nameOf(chat: OpenChat): string {
  return visitorName(chat.summary);
}

/** A visitor without a name gets the end of their id, so that two of them can be told apart. */
export function visitorName({ name, visitor }: Pick<Summary, "name" | "visitor">): string {
  return name.trim() || t("visitor.unnamed", { tag: visitor.slice(-4).toUpperCase() });
}
