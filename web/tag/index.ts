// The tag: counts pages, shows the button, loads the window. The page asks for it after `load`, and speaks
// to it by parley("set", name, value), parley("set", {...}), parley("open") and parley("close").
import type { OpenWindow } from "../shared/bridge";
import { watchAvailability } from "./availability";
import { makeButton } from "./button";
import { readConfig, type TagConfig } from "./config";
import { guarded, on } from "./guard";
import { makeOpener } from "./opener";
import { Pages } from "./pages";
import { setVariables } from "./variables";
import { chooseLanguage } from "./words";

type Command = [name?: unknown, ...values: unknown[]];
type Parley = ((...command: Command) => void) & { q?: ArrayLike<unknown>[]; ready?: boolean };
type Commands = Record<string, (...values: unknown[]) => void>;

const QUEUE_LIMIT = 200;

/** Of the page's security policy, handed on by the snippet. */
const nonce = document.currentScript?.nonce ?? "";

guarded(begin)();

function begin(): void {
  const config = readConfig();
  const page = window as Window & { parley?: Parley };
  if (!config || page.parley?.ready) return;
  page.parley = page.parley ?? collector();
  page.parley.ready = true;
  const run = (): void => start(config, page);
  // A page shown ahead of time may never be looked at.
  if ((document as Document & { prerendering?: boolean }).prerendering)
    on(document, "prerenderingchange", run);
  else run();
}

function collector(): Parley {
  const collect: Parley = (...command) => {
    collect.q = [...Array.from(collect.q ?? []), command];
  };
  return collect;
}

function start(config: TagConfig, page: { parley?: Parley }): void {
  const commands: Commands = Object.create(null);
  const waiting = Array.from(page.parley?.q ?? []).slice(0, QUEUE_LIMIT);
  const parley: Parley = guarded((...[name, ...values]: Command) => {
    if (typeof name === "string") commands[name]?.(...values);
  });
  parley.ready = true;
  page.parley = parley;
  const early: string[] = [];
  commands.set = setVariables;
  commands.open = () => early.push("open");
  // What the page said before now belongs to its first page view.
  for (const command of waiting) parley(...(Array.from(command) as Command));

  const language = chooseLanguage(config.language);
  const pages = new Pages(config, () => opener.current()?.page());
  const button = makeButton(language, () => opener.open());
  const availability = watchAvailability(config, (told) => {
    button.show(told);
    opener.current()?.available(told.state);
  });
  const opener = makeOpener(config, language, nonce, { button, pages, availability });
  commands.set = (name, value) => {
    if (setVariables(name, value)) pages.changed();
  };
  commands.open = () => opener.open();
  commands.close = () => opener.current()?.minimise();
  commands.window = (openWindow) => opener.attach(openWindow as OpenWindow);
  if (early.length > 0) opener.open();
  opener.resume();
  on(document, "visibilitychange", () => opener.resume());
}
