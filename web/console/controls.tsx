// Small parts which several screens share: dialog, empty state, loading, failure, language choice, avatar.
import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { ApiError } from "./api";
import { Icon, type IconName } from "./icons";
import { chooseSpoken, type Key, LANGUAGES, type Language, language, t, tMaybe } from "./text";

/** What stands above every page, and so in a modal dialog while one is open: all else is dead then. */
export const above = signal<(() => JSX.Element | null) | null>(null);
/** The dialogs that are open, the top one last. */
export const openDialogs = signal<readonly string[]>([]);

interface DialogProps {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  footer?: ComponentChildren;
  wide?: boolean;
}

/** A modal dialog; the browser keeps the focus inside and gives it back afterwards. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  wide = false,
}: DialogProps): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    box.current?.showModal();
    openDialogs.value = [...openDialogs.peek(), id];
    return () => {
      openDialogs.value = openDialogs.peek().filter((other) => other !== id);
    };
  }, []);
  const Above = above.value;
  return (
    <dialog
      ref={box}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={id}
      onClose={onClose}
      onMouseDown={(event) => {
        // Only the backdrop reports the dialog itself as the target.
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      {Above !== null && openDialogs.value.at(-1) === id && <Above />}
      <header>
        <h2 id={id}>{title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t("close")}
          title={t("close")}
          onClick={() => box.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      <Scroller kind="dialog-body" label={title}>
        {children}
      </Scroller>
      {footer !== undefined && <footer>{footer}</footer>}
    </dialog>
  );
}

interface ScrollerProps {
  label: string;
  kind?: string;
  children: ComponentChildren;
}

/** A box that scrolls by itself, and so must be reachable by keyboard and have a name. */
export function Scroller({ label, kind = "scroller", children }: ScrollerProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll the box
    <section class={kind} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

interface EmptyProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}

export function Empty({ icon, title, children }: EmptyProps): JSX.Element {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Loading({ label }: { label: Key }): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {t(label)}
    </div>
  );
}

/** A request that failed, in plain words, with the way to try again. */
export function Failed({ failure, again }: { failure: unknown; again(): void }): JSX.Element {
  return (
    <div class="empty" role="alert">
      <Icon name="alert" />
      <p>{reasonOf(failure)}</p>
      <button type="button" class="button" onClick={again}>
        {t("try_again")}
      </button>
    </div>
  );
}

export function reasonOf(failure: unknown): string {
  const code = failure instanceof ApiError ? failure.code : "unknown";
  return tMaybe(`error.${code}`, "error.unknown");
}

export interface Loaded<Value> {
  value: Value | null;
  failure: unknown;
  again(): void;
}

/** What `load` gives for `key`, asked again when the key changes; late answers for an old key are dropped. */
export function useLoaded<Value>(key: string, load: () => Promise<Value>): Loaded<Value> {
  const result = useSignal<{ key: string; value: Value } | null>(null);
  const failure = useSignal<unknown>(null);
  const turn = useSignal(0);
  useEffect(() => {
    let stale = false;
    failure.value = null;
    load().then(
      (value) => {
        if (!stale) result.value = { key, value };
      },
      (reason: unknown) => {
        if (!stale) failure.value = reason;
      },
    );
    return () => {
      stale = true;
    };
  }, [key, turn.value]);
  const value = result.value?.key === key ? result.value.value : null;
  return { value, failure: failure.value, again: () => turn.value++ };
}

export function LanguageChoice(): JSX.Element {
  const id = useId();
  return (
    <span class="row">
      <label for={id} class="unseen">
        {t("language")}
      </label>
      <select
        id={id}
        class="language"
        value={language.value}
        onChange={(event) => chooseSpoken(event.currentTarget.value as Language)}
      >
        {LANGUAGES.map((code) => (
          <option key={code} value={code} lang={code}>
            {nameOfLanguage(code)}
          </option>
        ))}
      </select>
    </span>
  );
}

/** A language's name in itself, as its speakers look for it. */
function nameOfLanguage(code: string): string {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

interface AvatarProps {
  name: string;
  /** Whose colour it is: the same visitor keeps it. */
  of: string;
  present?: boolean;
}

export function Avatar({ name, of, present }: AvatarProps): JSX.Element {
  return (
    <span class={`avatar tone-${toneOf(of)}`} aria-hidden="true">
      {initialsOf(name) || <Icon name="person" />}
      {present !== undefined && <span class={present ? "dot on" : "dot"} />}
    </span>
  );
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""];
  const initials = letters.map((word) => [...(word ?? "")][0] ?? "").filter(Boolean);
  // Letters which join in writing are kept apart: they are two initials, not a word.
  return initials.join("\u200c").toLocaleUpperCase();
}

function toneOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % 6;
}
