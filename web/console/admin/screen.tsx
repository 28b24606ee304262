// The frame of an admin screen: heading, what it is for, its first action; and the states of a list.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Empty } from "../controls";
import { Icon, type IconName } from "../icons";
import type { Things } from "./things";
import { reasonOf, ta, type Word } from "./words";

interface ScreenProps {
  title: string;
  lead?: string;
  action?: ComponentChildren;
  children: ComponentChildren;
}

export function Screen({ title, lead, action, children }: ScreenProps): JSX.Element {
  return (
    <div class="admin-screen">
      <header class="admin-head">
        <div>
          <h2>{title}</h2>
          {lead !== undefined && <p class="soft">{lead}</p>}
        </div>
        {action}
      </header>
      {children}
    </div>
  );
}

export function Waiting(): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {ta("loading")}
    </div>
  );
}

interface ProblemProps {
  failure: unknown;
  /** What was tried and is not done, as a sentence. */
  tried?: string;
  again?(): void;
}

/** What failed, why, what to do, and the server's own words beneath where there are any. */
export function Problem(props: ProblemProps): JSX.Element {
  const { failure, tried = ta("tried.read"), again } = props;
  const told = failure === null ? null : reasonOf(failure);
  return (
    <div role="alert">
      {told !== null && (
        <div class="notice bad">
          <Icon name="alert" />
          <p>
            <strong>{tried}</strong> {told.reason}
            {told.detail !== "" && (
              <bdi class="detail" lang="en">
                {told.detail}
              </bdi>
            )}
          </p>
          {again !== undefined && (
            <button type="button" class="button" onClick={again}>
              {ta("try_again")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

interface ListedProps<Thing extends { id: string }> {
  things: Things<Thing>;
  icon: IconName;
  empty: { title: Word; why: Word };
  action?: ComponentChildren;
  children: ComponentChildren;
}

/** A list that is on its way, failed, empty or there; a failed renewal leaves what is there in sight. */
export function Listed<Thing extends { id: string }>(props: ListedProps<Thing>): JSX.Element {
  const { things, icon, empty, action, children } = props;
  const failure = things.failure.value;
  const again = () => void things.reload();
  if (!things.loaded.value)
    return failure === null ? <Waiting /> : <Problem failure={failure} again={again} />;
  return (
    <>
      <Problem failure={failure} again={again} />
      {things.items.value.length === 0 ? (
        <Empty icon={icon} title={ta(empty.title)}>
          <p>{ta(empty.why)}</p>
          {action}
        </Empty>
      ) : (
        children
      )}
    </>
  );
}

/** Others change the same things: what is looked at is never older than this. */
const LOOK_AGAIN_MS = 4_000;

/** Reads the lists when the screen opens, and again while it is looked at. */
export function useFresh(things: readonly { reload(): Promise<void> }[]): void {
  const reload = () => {
    for (const each of things) void each.reload();
  };
  useEffect(reload, []);
  useAgain(reload);
}

/** Done again and again while the screen is looked at. */
export function useAgain(work: () => void): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") latest.current();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
}
