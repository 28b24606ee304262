// How people are called on the screens, also those who gave no name.
import type { Summary } from "../../shared/protocol";
import { t } from "../text";
import type { OpenChat } from "./open-chat";

export function nameOf(chat: OpenChat): string {
  return visitorName(chat.summary);
}

export function visitorName(summary: Pick<Summary, "name">): string {
  return summary.name.trim() || t("visitor.unnamed");
}
