// The chat button, in a shadow root of its own: the page's styles do not reach it, nor its the page's.

import type { ButtonShown } from "../shared/bridge";
import { addStyle } from "../shared/style";
import { attempt, on } from "./guard";
import css from "./style.css?inline";
import { language, loadWords, word } from "./words";

const SIX_DAYS_MS = 518_400_000;

const host = document.createElement("parley-button");
const button = document.createElement("button");
export const root = host.attachShadow({ mode: "open" });
let shown: Partial<ButtonShown> = { allowed: true, loading: false };

export function makeButton(clicked: () => void): void {
  host.lang = language;
  // A browser from before 2023 has none of it: a plain button is one too.
  attempt(() => addStyle(root, css));
  button.type = "button";
  button.dir = language === "ar" ? "rtl" : "ltr";
  root.append(button);
  on(button, "click", clicked);
  loadWords(() => showButton({}));
}

/** What is not named stays as it is. */
export function showButton(more: Partial<ButtonShown>): void {
  shown = { ...shown, ...more };
  const { told, running, failed, loading } = shown;
  if (!told) return;
  const state = failed ? "failed" : running ? "online" : told.state;
  button.className = state;
  button.ariaBusy = `${loading}`;
  button.textContent = shown.text || opening(state, told.opens) || word(state);
  button.ariaLabel = shown.name || button.textContent;
  // Beside the body: some sites replace it whole, and a transformed one would move us.
  if (!host.isConnected) document.documentElement.append(host);
  host.hidden = shown.open || !(shown.allowed || running);
}

/** By the clock and in the zone of whoever reads it. */
function opening(state: string, at = 0): string | undefined {
  if (state !== "offline" || !at || at - Date.now() > SIX_DAYS_MS) return;
  const time = { weekday: "long", hour: "numeric", minute: "2-digit" } as const;
  // "en-GB" has other times than "en-US": whichever the browser asks for first.
  const wish = navigator.languages.find((each) => each.startsWith(language));
  return word("opens") + new Date(at).toLocaleString(wish ?? language, time);
}
