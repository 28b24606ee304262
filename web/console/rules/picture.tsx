// What a rule shows, drawn by the code and the styles of the invitation itself, on a page made small. Used by preview.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { drawCard } from "../../invitation/card";
import { cardOf } from "../../invitation/content";
import type { Shown } from "../../tag/rules/types";

export type Device = "desktop" | "phone";
export type Pictured = Exclude<Shown, { do: "open" }>;

/** The page that is made small, in CSS pixels. */
const PAGES: { [Name in Device]: { width: number; height: number } } = {
  desktop: { width: 900, height: 562 },
  phone: { width: 375, height: 700 },
};

interface PictureProps {
  shown: Pictured;
  language: string;
  device: Device;
}

export function Picture({ shown, language, device }: PictureProps): JSX.Element {
  const stage = useRef<HTMLDivElement>(null);
  const { width, height } = PAGES[device];
  useEffect(() => {
    const page = stage.current;
    if (page === null) return;
    const { host, remove } = drawCard(cardOf(shown, language), { accept() {}, decline() {} }, page);
    if (device === "phone") narrow(host);
    return remove;
  }, [JSON.stringify(shown), language, device]);
  useEffect(() => {
    const page = stage.current;
    const room = page?.parentElement;
    if (!page || !room) return;
    const shrink = () => {
      page.style.transform = `scale(${room.clientWidth / width})`;
    };
    const watch = new ResizeObserver(shrink);
    watch.observe(room);
    shrink();
    return () => watch.disconnect();
  }, [width]);
  // Nothing in a picture can be pressed or read out twice: the texts stand in the form.
  return (
    <div class="picture-room" style={{ aspectRatio: `${width} / ${height}` }} inert>
      <div ref={stage} class="picture-page" style={{ width: `${width}px`, height: `${height}px` }}>
        <span class="picture-lines">
          <i />
          <i />
          <i />
          <i />
          <i />
        </span>
      </div>
    </div>
  );
}

/** What a narrow screen asks for by a media query, which knows only the real screen. */
function narrow(host: HTMLElement): void {
  const box = host.shadowRoot?.querySelector<HTMLElement>("section");
  if (!box || box.className === "bar" || box.className === "banner") return;
  box.style.insetInline = "12px";
  box.style.inlineSize = "auto";
}
