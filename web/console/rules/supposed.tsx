// What the button is supposed to have shown: nobody records it. Used by explain and the back-test.
import type { JSX } from "preact";
import { tr } from "./words";

const STATES = ["online", "busy", "offline"] as const;

interface SupposedProps {
  button: string;
  onChange(button: string): void;
}

export function Supposed({ button, onChange }: SupposedProps): JSX.Element {
  return (
    <label class="supposed">
      <span>{tr("test.button")}</span>
      <select
        class="input"
        value={button}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {STATES.map((state) => (
          <option key={state} value={state}>
            {tr(`choice.${state}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
