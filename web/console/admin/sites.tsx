// The list of site addresses, each with a way to take it away, and a field for the next. For settings and first steps.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../icons";
import { originOf } from "./account";
import { TextField } from "./form";
import { ta } from "./words";

interface SitesProps {
  origins: readonly string[];
  onChange(origins: string[]): void;
}

export function Sites({ origins, onChange }: SitesProps): JSX.Element {
  const typed = useSignal("");
  const wrong = useSignal(false);
  const add = () => {
    const origin = originOf(typed.value);
    wrong.value = origin === null;
    if (origin === null) return;
    if (!origins.includes(origin)) onChange([...origins, origin]);
    typed.value = "";
  };
  return (
    <div class="sites">
      {origins.length === 0 && <p class="notice warn">{ta("sites.none")}</p>}
      <ul class="plain-rows">
        {origins.map((origin) => (
          <li key={origin}>
            <bdi dir="ltr">{origin}</bdi>
            <button
              type="button"
              class="icon-button"
              aria-label={ta("remove.of", { name: origin })}
              title={ta("remove.of", { name: origin })}
              onClick={() => onChange(origins.filter((each) => each !== origin))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <div class="inline-form">
        <TextField
          label={ta("sites.new")}
          hint={ta("sites.hint")}
          fault={wrong.value ? ta("sites.wrong") : undefined}
          value={typed.value}
          ltr
          onEnter={add}
          onChange={(text) => {
            typed.value = text;
            wrong.value = false;
          }}
        />
        <button type="button" class="button" onClick={add}>
          <Icon name="plus" />
          {ta("add")}
        </button>
      </div>
    </div>
  );
}
