// A question before something that is not easily undone: what will happen, then yes or no.
import type { ComponentChildren, JSX } from "preact";
import { Dialog } from "../controls";
import { BusyButton } from "./form";
import { Problem } from "./screen";
import { useTask } from "./task";
import { ta } from "./words";

interface ConfirmProps {
  title: string;
  yes: string;
  danger?: boolean;
  /** It cannot be done now; why stands in the text. */
  held?: boolean;
  /** Said first if it fails. */
  tried?: string;
  children: ComponentChildren;
  work(): Promise<unknown>;
  onClose(): void;
}

export function Confirm(props: ConfirmProps): JSX.Element {
  const { title, yes, danger = false, held = false, tried, children, work, onClose } = props;
  const task = useTask();
  const go = async () => {
    if (await task.run(work)) onClose();
  };
  const buttons = (
    <>
      <button type="button" class="button" onClick={onClose}>
        {ta("cancel")}
      </button>
      {!held && (
        <BusyButton busy={task.busy} kind={danger ? "danger" : "main"} onClick={() => void go()}>
          {yes}
        </BusyButton>
      )}
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} footer={buttons}>
      <div class="admin-form">
        {children}
        <Problem failure={task.failure} tried={tried ?? ta("tried.change")} />
      </div>
    </Dialog>
  );
}
