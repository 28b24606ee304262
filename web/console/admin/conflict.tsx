// What others changed while a form was open, and the choice between theirs and one's own.
import type { JSX } from "preact";
import { Icon } from "../icons";
import { wordingOf } from "./difference";
import type { Clash, Edit } from "./edit";
import { same } from "./edit";
import { ta, taMaybe } from "./words";

interface ConflictProps<Draft extends object> {
  edit: Edit<Draft>;
  /** How a field's value reads; ids, for example, by their names. */
  wording?(field: string, value: unknown): string;
}

export function Conflict<Draft extends object>(props: ConflictProps<Draft>): JSX.Element {
  const { edit, wording = (_field, value) => wordingOf(value) } = props;
  const clashes = edit.clashes.value;
  return (
    <div role="alert">
      {clashes.length > 0 && (
        <div class="notice warn conflict">
          <Icon name="alert" />
          <div>
            <p>
              <strong>{ta("conflict.title")}</strong> {ta("conflict.why")}
            </p>
            <ul>
              {clashes.map((clash) => (
                <li key={clash.field}>
                  <ClashText clash={clash} wording={wording} />
                </li>
              ))}
            </ul>
            <div class="row-buttons">
              <button type="button" class="button" onClick={() => edit.takeTheirs()}>
                {ta("conflict.theirs")}
              </button>
              <button type="button" class="button main" onClick={() => void edit.keepMine()}>
                {ta("conflict.mine")}
              </button>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

interface ClashTextProps {
  clash: Clash;
  wording(field: string, value: unknown): string;
}

function ClashText({ clash, wording }: ClashTextProps): JSX.Element {
  const { field, before, theirs, mine } = clash;
  const tell = (value: unknown) => wording(field, value) || ta("nothing");
  const touched = !same(before, mine);
  return (
    <>
      <strong>{taMaybe(`field.${field}`, field)}</strong>:{" "}
      {ta("conflict.field", { before: tell(before), theirs: tell(theirs) })}
      {touched && ` ${ta("conflict.yours", { mine: tell(mine) })}`}
    </>
  );
}
