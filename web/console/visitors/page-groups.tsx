// Visitors by page, as bars: where most of them are. A page leads to its visitors.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Empty, useLoaded } from "../controls";
import { useWorkplace } from "../workplace";
import type { Crowd } from "./crowd";
import { queryOf } from "./filters";
import type { PageCounts } from "./records";
import { pageOf } from "./telling";
import { tv } from "./words";

const AGAIN_MS = 5_000;

interface GroupsProps {
  crowd: Crowd;
  onChoose(page: string): void;
}

export function PageGroups({ crowd, onChoose }: GroupsProps): JSX.Element {
  const { api } = useWorkplace();
  const query = queryOf(crowd.filters.value).toString();
  const { value, again } = useLoaded(
    query,
    async () => (await (await api.send("GET", `/v1/visitors/pages?${query}`)).json()) as PageCounts,
  );
  useEffect(() => {
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [query]);
  if (value === null) return <div class="loading">{tv("loading")}</div>;
  if (value.items.length === 0)
    return (
      <Empty icon="page" title={tv("none")}>
        <p>{tv("none.why")}</p>
      </Empty>
    );
  const most = Math.max(...value.items.map(({ visitors }) => visitors));
  return (
    <ol class="page-groups">
      {value.items.map((page) => (
        <li key={page.url}>
          <button type="button" onClick={() => onChoose(page.url)}>
            <span class="visitor-page">
              <bdi>{page.title || pageOf(page.url)}</bdi>
              <span class="soft small" dir="ltr">
                {pageOf(page.url)}
              </span>
            </span>
            <span class="page-bar" aria-hidden="true">
              <i style={{ inlineSize: `${(page.visitors / most) * 100}%` }} />
            </span>
            <span class="number">{tv("visitors", { count: page.visitors })}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
