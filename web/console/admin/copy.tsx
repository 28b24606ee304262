// A text to take along: shown as it is, with a button that copies it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Scroller } from "../controls";
import { Icon } from "../icons";
import { ta } from "./words";

export function Copied({ text, label }: { text: string; label: string }): JSX.Element {
  const state = useSignal<"" | "copied" | "select">("");
  const box = useRef<HTMLElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      state.value = "copied";
    } catch {
      // The browser forbids it on this page: the text is chosen, and the keyboard copies it.
      if (box.current) getSelection()?.selectAllChildren(box.current);
      state.value = "select";
    }
  };
  return (
    <div class="copied">
      <Scroller kind="code" label={label}>
        <pre dir="ltr">
          <code ref={box}>{text}</code>
        </pre>
      </Scroller>
      <div class="row-buttons">
        <button type="button" class="button main" onClick={() => void copy()}>
          <Icon name={state.value === "copied" ? "check" : "copy"} />
          {ta("copy")}
        </button>
        <p role="status" class="soft">
          {state.value !== "" && ta(state.value === "copied" ? "copy.done" : "copy.select")}
        </p>
      </div>
    </div>
  );
}
