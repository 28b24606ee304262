// The button that saves an edit, with the reason beside it while there is nothing that could be saved.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Edit } from "./edit";
import { BusyButton } from "./form";
import { ta } from "./words";

interface SaveProps<Draft extends object> {
  edit: Edit<Draft>;
  form: string;
  /** What is to be done first, where something was changed and still cannot be saved. */
  lack?: string | undefined;
  /** Said in place of "nothing is changed", for what is new. */
  fresh?: string | undefined;
}

export function SaveButton<Draft extends object>(props: SaveProps<Draft>): JSX.Element {
  const { edit, form, lack, fresh } = props;
  const id = useId();
  const why = edit.dirty.value ? lack : (fresh ?? ta("save.nothing"));
  return (
    <>
      <p id={id} class="why-not" role="status">
        {edit.draft.value !== null && why}
      </p>
      <BusyButton busy={edit.busy.value} form={form} disabled={why !== undefined} describedby={id}>
        {ta("save")}
      </BusyButton>
    </>
  );
}
