// An invitation, a question or a banner on the page, in a shadow root of its own. Called by show.ts; the
// console's preview draws the same.
import { addStyle } from "../shared/style";
import { guarded, later } from "../tag/guard";
import css from "./style.css?inline";

export interface Card {
  place: "corner" | "centre" | "bar" | "banner";
  language: string;
  dir: "ltr" | "rtl";
  title: string;
  text: string;
  image: string;
  /** Where "accept" leads; "": it asks for a chat. */
  link: string;
  /** Names of what can be done; without "decline" there is the cross alone. */
  accept: string;
  decline: string;
  close: string;
  /** What it is, for who does not see it. */
  region: string;
}

export interface CardActions {
  accept(): void;
  decline(): void;
}

export interface Drawn {
  host: HTMLElement;
  /** What is to be seen: the host itself has no size. */
  box: HTMLElement;
  remove(): void;
  /** Only for what the visitor has asked for. */
  focus(): void;
  /** Calls `over` after so long, not counting while the visitor is at it. */
  expire(ms: number, over: () => void): void;
}

/** Puts the card on the page, or into `parent`. The focus stays where it is. */
export function drawCard(card: Card, actions: CardActions, parent?: Element): Drawn {
  const host = document.createElement("parley-invitation");
  host.lang = card.language;
  const root = host.attachShadow({ mode: "open" });
  addStyle(root, css);
  const box = make("section", card.place);
  box.dir = card.dir;
  box.ariaLabel = card.region;
  // Read out when the reader has nothing else to say; it must be there before its text is.
  const said = make("div", "said");
  said.role = "status";
  box.append(said, ...buttonsOf(card, actions));
  root.append(box);
  (parent ?? document.documentElement).append(host);
  requestAnimationFrame(() => said.append(...textOf(card)));

  const before = document.activeElement;
  const pressed = guarded((event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    const at = document.activeElement;
    // The page's own dialogs and fields have their own use for Escape.
    if (at === host || at === document.body || at === null) actions.decline();
  });
  if (!parent && card.accept && !card.link) document.addEventListener("keydown", pressed);
  return {
    host,
    box,
    remove: () => {
      const inside = document.activeElement === host;
      host.remove();
      document.removeEventListener("keydown", pressed);
      if (inside && before instanceof HTMLElement) before.focus();
    },
    focus: () => root.querySelector<HTMLElement>(".accept")?.focus(),
    expire: (ms, over) => {
      let timer = 0;
      const again = (): void => {
        clearTimeout(timer);
        timer = later(() => {
          if (box.matches(":hover, :focus-within")) again();
          else if (host.isConnected) over();
        }, ms);
      };
      again();
    },
  };
}

function textOf(card: Card): HTMLElement[] {
  const parts: HTMLElement[] = [];
  if (card.image) {
    const image = make("img");
    image.src = card.image;
    image.alt = "";
    // One that does not come leaves no hole.
    image.addEventListener("error", () => image.remove());
    parts.push(image);
  }
  if (card.title) parts.push(make("strong", "", card.title));
  if (card.text) parts.push(make("p", "", card.text));
  return parts;
}

function buttonsOf(card: Card, { accept, decline }: CardActions): HTMLElement[] {
  const row = make("div", "row");
  if (card.accept) row.append(acceptOf(card, accept));
  if (card.decline) row.append(button("decline", card.decline, decline));
  const close = button("close", "", decline);
  close.ariaLabel = card.close;
  return [row, close];
}

function acceptOf(card: Card, accept: () => void): HTMLElement {
  if (!card.link) return button("accept", card.accept, accept);
  const link = make("a", "accept", card.accept);
  link.href = card.link;
  link.addEventListener("click", guarded(accept));
  return link;
}

function button(name: string, text: string, clicked: () => void): HTMLButtonElement {
  const made = make("button", name, text);
  made.type = "button";
  made.addEventListener("click", guarded(clicked));
  return made;
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = "",
  text = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
