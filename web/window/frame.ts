// The window's frame: its shadow root, heading, buttons, banner, and the place for the part that shows.
import type { Catalogue } from "../shared/catalogue";
import { addStyle } from "../shared/style";
import { el, ICONS, icon, setText } from "./dom";
import { nextLanguage } from "./languages";
import lines from "./lines.css?inline";
import screens from "./screens.css?inline";
import start from "./start.css?inline";
import frame from "./style.css?inline";
import writing from "./writing.css?inline";

export interface FrameActions {
  minimise(): void;
  askEnd(): void;
  /** The focus has come into the window. */
  entered(): void;
  /** Escape closes what is open on top before the window itself. */
  escape(): void;
  switchLanguage(language: string): void;
}

export interface Frame {
  show(open: boolean): void;
  /** Begins anew in the words' language. */
  rebuild(words: Catalogue): void;
  setParts(...parts: HTMLElement[]): void;
  setTitle(title: string, about: string, here: boolean): void;
  setBanner(text: string): void;
  setEndable(endable: boolean): void;
}

export function makeFrame(actions: FrameActions): Frame {
  const host = document.createElement("parley-window");
  host.hidden = true;
  const root = host.attachShadow({ mode: "open" });
  addStyle(root, [frame, start, lines, writing, screens].join("\n"));
  const title = el("h2", { id: "title" });
  const about = el("p", { class: "about-agent" });
  const banner = el("p", { class: "banner", role: "status" });
  const content = el("div", { class: "content" });
  const panel = el("section", { class: "panel", role: "dialog", "aria-labelledby": "title" });
  const end = iconButton(ICONS.end, actions.askEnd, true);
  root.append(panel);
  panel.addEventListener("focusin", actions.entered);
  panel.addEventListener("keydown", (event) => {
    // What is typed here is not a shortcut of the page.
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) actions.escape();
  });
  // Beside the body: some sites replace it whole, and a transformed one would move us.
  document.documentElement.append(host);
  followViewport(host);

  const rebuild = (words: Catalogue): void => {
    const next = nextLanguage(words.language);
    const change = el(
      "button",
      { type: "button", class: "language", lang: next.language },
      next.name,
    );
    change.addEventListener("click", () => actions.switchLanguage(next.language));
    const minimise = iconButton(ICONS.minimise, actions.minimise);
    label(minimise, words.text("minimise"));
    label(end, words.text("end"));
    host.lang = words.language;
    // The window keeps its place on the page whatever language is spoken in it.
    panel.dir = words.dir;
    const heading = el("div", { class: "heading" }, title, about);
    panel.replaceChildren(
      el("div", { class: "head" }, heading, change, end, minimise),
      banner,
      content,
    );
  };
  return {
    rebuild,
    show: (open) => {
      host.hidden = !open;
    },
    setParts: (...parts) => content.replaceChildren(...parts),
    setTitle: (text, detail, here) => {
      setText(title, text);
      setText(about, detail);
      about.classList.toggle("here", here);
    },
    setBanner: (text) => {
      setText(banner, text);
      banner.classList.toggle("shown", text !== "");
    },
    setEndable: (endable) => {
      end.hidden = !endable;
    },
  };
}

function iconButton(path: string, click: () => void, turns = false): HTMLButtonElement {
  return el("button", { type: "button", class: "icon", click }, icon(path, turns));
}

function label(button: HTMLButtonElement, text: string): void {
  button.ariaLabel = text;
  button.title = text;
}

/** A phone's keyboard shrinks what is visible without telling the layout. */
function followViewport(host: HTMLElement): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const follow = (): void => {
    host.style.setProperty("--visible", `${Math.round(viewport.height * viewport.scale)}px`);
  };
  viewport.addEventListener("resize", follow);
  follow();
}
