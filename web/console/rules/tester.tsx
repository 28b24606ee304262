// A box beside a page's address in which one sees at once whether a given address is meant.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../icons";
import type { Condition } from "./rule";
import { holdsFor } from "./trying";
import { tr } from "./words";

export function AddressTester({ condition }: { condition: Condition }): JSX.Element {
  const open = useSignal(false);
  const address = useSignal("");
  const holds = address.value.trim() === "" ? null : holdsFor(condition, address.value.trim());
  return (
    <span class="tester">
      <button
        type="button"
        class="link-button small"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {tr("tester.open")}
      </button>
      {open.value && (
        <span class="tester-box">
          <input
            class="input"
            type="text"
            dir="ltr"
            aria-label={tr("tester.address")}
            placeholder="https://example.com/cart?step=2"
            value={address.value}
            spellcheck={false}
            onInput={(event) => {
              address.value = event.currentTarget.value;
            }}
          />
          <span role="status" class={holds === true ? "tester-holds" : "tester-fails"}>
            {holds !== null && (
              <>
                <Icon name={holds ? "check" : "close"} />
                {tr(holds ? "tester.holds" : "tester.fails")}
              </>
            )}
          </span>
        </span>
      )}
    </span>
  );
}
