// A label over a field whose own label is spoken only, with what it means beneath. Used by the builder.
import type { ComponentChildren, JSX } from "preact";

interface LabelledProps {
  label: string;
  hint?: string;
  children: ComponentChildren;
}

export function Labelled({ label, hint, children }: LabelledProps): JSX.Element {
  return (
    <div class="labelled">
      <span aria-hidden="true">{label}</span>
      {children}
      {hint !== undefined && <p class="hint">{hint}</p>}
    </div>
  );
}
