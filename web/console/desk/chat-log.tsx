// The log of an open chat: stays at its end while new lines come, and counts as read what is in sight.
import { type Signal, useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../text";
import { useWorkplace } from "../workplace";
import { Lines, PendingLine } from "./log";
import { nameOf } from "./names";
import type { OpenChat } from "./open-chat";

/** How near its end a log counts as read to the end. */
const NEAR_END_PX = 48;

export function ChatLog({ chat }: { chat: OpenChat }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useSignal(true);
  const { now } = chat;
  useStayAtEnd(box, atEnd);
  useLook(chat, box, atEnd);
  return (
    <div class="log-frame">
      <div
        ref={box}
        class="log"
        role="log"
        aria-live="polite"
        aria-label={t("log.label", { name: nameOf(chat) })}
        aria-busy={!now.joined && now.lines.length === 0}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll the log
        tabIndex={0}
        onScroll={(event) => {
          atEnd.value = isAtEnd(event.currentTarget);
        }}
      >
        <div class="log-start" />
        <LogLines chat={chat} />
      </div>
      {!atEnd.value && <ToNewest chat={chat} box={box} />}
    </div>
  );
}

function LogLines({ chat }: { chat: OpenChat }): JSX.Element {
  const { desk } = useWorkplace();
  const { now } = chat;
  return (
    <>
      <Lines
        lines={now.lines}
        visitorName={nameOf(chat)}
        reader={desk.me.value?.id ?? ""}
        freshFrom={chat.freshFrom.value}
        delivery={(line) => now.delivery(line)}
        notes={chat.notes.value}
      />
      {now.unsent.map((unsent) => (
        <PendingLine key={unsent.key} text={unsent.text} />
      ))}
      {now.refused.map(({ text, reason }) => (
        <PendingLine key={text} text={text} refused={reason} />
      ))}
    </>
  );
}

interface ToNewestProps {
  chat: OpenChat;
  box: RefObject<HTMLDivElement | null>;
}

function ToNewest({ chat, box }: ToNewestProps): JSX.Element {
  return (
    <button
      type="button"
      class="button to-newest"
      onClick={() => {
        box.current?.scrollTo({ top: box.current.scrollHeight });
        box.current?.focus();
      }}
    >
      {chat.unread > 0 ? t("log.new", { count: chat.unread }) : t("log.newest")}
    </button>
  );
}

function useStayAtEnd(box: RefObject<HTMLDivElement | null>, atEnd: Signal<boolean>): void {
  useLayoutEffect(() => {
    if (atEnd.peek()) toEnd(box.current);
  });
  useEffect(() => {
    if (!box.current) return;
    // A composer that grows, or a phone's keyboard, must not hide the newest line.
    const watch = new ResizeObserver(() => atEnd.peek() && toEnd(box.current));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [box, atEnd]);
}

function toEnd(box: HTMLElement | null): void {
  if (box) box.scrollTop = box.scrollHeight;
}

function useLook(
  chat: OpenChat,
  box: RefObject<HTMLDivElement | null>,
  atEnd: Signal<boolean>,
): void {
  const { page } = useWorkplace();
  const looking = page.focused.value && atEnd.value;
  // Folding changes whether the log is in sight: follow it to look again.
  void [page.fold.value, page.panel.value];
  useEffect(() => {
    chat.look(looking && box.current !== null && box.current.clientHeight > 0);
  });
  useEffect(() => () => chat.look(false), [chat]);
}

function isAtEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
}
