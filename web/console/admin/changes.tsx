// Changes as a table: which path, what it was, what it is. For the audit trail and for configurations.
import type { JSX } from "preact";
import { Scroller } from "../controls";
import { wordingOf } from "./difference";
import { useAdmin } from "./place";
import type { Change } from "./records";
import { ta } from "./words";

export function ChangeTable(props: { changes: readonly Change[]; label: string }): JSX.Element {
  const place = useAdmin();
  return (
    <Scroller kind="table-box" label={props.label}>
      <table class="changes">
        <thead>
          <tr>
            <th scope="col">{ta("changes.path")}</th>
            <th scope="col">{ta("changes.before")}</th>
            <th scope="col">{ta("changes.after")}</th>
          </tr>
        </thead>
        <tbody>
          {props.changes.map(({ path, before, after }) => (
            <tr key={path}>
              <th scope="row">
                <bdi title={path}>{place.inWords(path)}</bdi>
              </th>
              <td class="before">
                <Value value={before} />
              </td>
              <td class="after">
                <Value value={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Value({ value }: { value: unknown }): JSX.Element {
  const text = useAdmin().inWords(wordingOf(value));
  return text === "" ? <span class="soft">{ta("nothing")}</span> : <bdi>{text}</bdi>;
}
