// The console's drawings; all are decoration beside a text, so screen readers skip them.
import type { JSX } from "preact";

const PATHS = {
  alert:
    "M12 8v5m0 3.5v.01M10.3 4 2.6 17.5A2 2 0 0 0 4.3 20.5h15.4a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0Z",
  archive: "M3 5h18v4H3zM5 9v10h14V9M10 13h4",
  back: "M15 5l-7 7 7 7",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2.2 2.2 0 0 0 4 0",
  bellOff:
    "M4 4l16 16M7 8a6 6 0 0 0-1 3v5l-1.5 2H17M9.5 5.5a6 6 0 0 1 8.5 5.5v3.5M10 20.5a2.2 2.2 0 0 0 4 0",
  bolt: "M13 3L5 13.500h6L10 21l9-11.500h-6.500z",
  chat: "M4 5h16v11H10l-4.5 3.5V16H4zM8 9.2h8M8 12.2h5",
  check: "M4 12.5l5 5L20 6.5",
  circle: "M12 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14",
  close: "M6 6l12 12M18 6L6 18",
  code: "M8.5 7l-5 5 5 5M15.5 7l5 5-5 5M13.5 5l-3 14",
  cog: "M4 7h9m5 0h2M4 17h2m5 0h9M13 7a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M6 17a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  down: "M12 5v14m-6-6l6 6 6-6",
  download: "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14",
  ended: "M5 5l14 14M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
  eyeOff:
    "M4 4l16 16M6.5 7.5C4 9.3 2.5 12 2.5 12S6 18.5 12 18.5c1.7 0 3.2-.5 4.5-1.2M10 5.7c.6-.1 1.3-.2 2-.2 6 0 9.5 6.5 9.5 6.5s-.8 1.5-2.3 3.100",
  file: "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 15.5h6",
  fork: "M12 20.5v-7M12 13.5L5.5 7M12 13.5L18.5 7M5.500 11V7h4M14.500 7h4v4",
  group: "M8 4H4v16h4M16 4h4v16h-4M10 9.500h4M10 14.500h4",
  key: "M8 10.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M11.3 12.2L20 3.5M16 7.5l3 3M13.5 10l2 2",
  keyboard: "M3 6.5h18v11H3zM7 10v.01M10.5 10v.01M14 10v.01M17 10v.01M8 14h8",
  mail: "M3.5 6h17v12h-17zM3.5 7l8.5 6.5L20.5 7",
  minus: "M5 12h14",
  offline:
    "M4 4l16 16M5 12.5a10 10 0 0 1 4-2.3M19 12.5a10 10 0 0 0-5-2.600M8.5 16a5 5 0 0 1 5.5-.9M12 19v.01M2.5 9a14 14 0 0 1 4-2.400M21.5 9A14 14 0 0 0 11 5.5",
  one: "M4 5h16v14H4z",
  page: "M6 3.5h8l4 4v13H6zM14 3.5v4h4",
  people:
    "M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M2.5 19.5c.5-3.5 3-5.3 6.5-5.3s6 1.8 6.5 5.3M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.3.6 3.7 2.3 4 5",
  person: "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.5 20.5c.6-4 3.600-6 7.5-6s6.900 2 7.5 6",
  plus: "M12 5v14M5 12h14",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20 20",
  queue: "M4 6h3M4 12h3M4 18h3M10 6h10M10 12h10M10 18h10",
  send: "M4 12l16-8-5 16-3.5-6.5zM11.5 13.5L20 4",
  shield: "M12 3.5l7.5 2.5v5.5c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6z",
  signOut: "M10 4.5H5v15h5M14 8l4 4-4 4M18 12H9.5",
  sound: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  soundOff: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
  star: "M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
  three: "M3 5h18v14H3zM9 5v14M15 5v14",
  up: "M12 19V5m-6 6l6-6 6 6",
  two: "M4 5h16v14H4zM12 5v14",
} as const;

export type IconName = keyof typeof PATHS;

/** `turns`: the drawing points along the text and is mirrored where that runs right to left. */
export function Icon({ name, turns = false }: { name: IconName; turns?: boolean }): JSX.Element {
  return (
    <svg class={turns ? "icon turns" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo(): JSX.Element {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path class="logo-back" d="M4 4h24v19H17l-8 6v-6H4z" />
      <path class="logo-front" d="M10 10h12M10 16h7" />
    </svg>
  );
}

/** One tick: stored; two: arrived; two in colour: read. */
export function Ticks({
  state,
}: {
  state: "sending" | "sent" | "delivered" | "read";
}): JSX.Element {
  const first = "M2.5 9l3.5 3.5L13 5";
  const second = "M8.5 11.2l1.3 1.3L16.800 5";
  return (
    <svg class={`ticks ${state}`} viewBox="0 0 18 16" aria-hidden="true">
      {state === "sending" ? (
        <path d="M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5.5V8l2 1.2" />
      ) : (
        <path d={first} />
      )}
      {(state === "delivered" || state === "read") && <path d={second} />}
    </svg>
  );
}
