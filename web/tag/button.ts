// The chat button, in a shadow root of its own: the page's styles do not reach it, nor its the page's.

import { localeOf } from "../shared/catalogue";
import { comingTime } from "../shared/clock";
import type { Availability } from "../shared/protocol";
import { addStyle } from "../shared/style";
import { on } from "./guard";
import css from "./style.css?inline";
import { type Language, type Word, word } from "./words";

const SPEECH_BUBBLE =
  "M12 3c5.5 0 9.5 3.4 9.5 7.9s-4 7.9-9.5 7.9c-1 0-1.9-.1-2.8-.3L4.6 21c-.6.3-1.2-.2-1-.8l.9-3.5C3.2 15.2 2.5 13.2 2.5 10.9 2.5 6.4 6.500 3 12 3z";

export interface Button {
  show(told: Availability): void;
  /** Out of the way while the window is open, and back with the focus it had. */
  setOpen(open: boolean, focus: boolean): void;
  /** A chat is running: whoever is there for others, this button leads back to it. */
  setRunning(running: boolean): void;
  setUnread(count: number): void;
  setLoading(loading: boolean): void;
  setFailed(): void;
}

export function makeButton(language: Language, clicked: () => void): Button {
  const host = document.createElement("parley-button");
  host.lang = language;
  const root = host.attachShadow({ mode: "open" });
  addStyle(root, css);
  const button = document.createElement("button");
  const label = document.createElement("span");
  const badge = document.createElement("i");
  button.type = "button";
  button.dir = language === "ar" ? "rtl" : "ltr";
  badge.ariaHidden = "true";
  button.append(icon(), label, badge);
  root.append(button);
  on(button, "click", clicked);

  let told: Availability | null = null;
  let running = false;
  let unread = 0;
  let open = false;
  const name = (text: string): void => {
    label.textContent = text;
    button.ariaLabel = unread > 0 ? `${word(language, "unread")}${unread}` : text;
  };
  const draw = (): void => {
    if (!told) return;
    const shown: Word = running ? "running" : told.state;
    button.className = shown;
    // Beside the body: some sites replace it whole, and a transformed one would move us.
    if (!host.isConnected) document.documentElement.append(host);
    host.hidden = open;
    name(shown === "offline" && told.opens ? opening(language, told.opens) : word(language, shown));
  };
  return {
    show: (next) => {
      told = next;
      draw();
    },
    setOpen: (next, focus) => {
      open = next;
      draw();
      if (!open && focus) button.focus();
    },
    setRunning: (next) => {
      running = next;
      draw();
    },
    setUnread: (count) => {
      unread = count;
      badge.textContent = count > 0 ? String(Math.min(count, 99)) : "";
      draw();
    },
    setLoading: (loading) => {
      button.ariaBusy = String(loading);
    },
    setFailed: () => {
      draw();
      button.classList.add("failed");
      name(word(language, "failed"));
    },
  };
}

/** By the clock and in the zone of whoever reads it. */
function opening(language: Language, at: number): string {
  return word(language, "opens") + comingTime(at, Date.now(), localeOf(language));
}

function icon(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SPEECH_BUBBLE);
  svg.append(path);
  return svg;
}
