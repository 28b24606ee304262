// Which visitors are asked for, in which order; as the query of the API and as the form's fields. No DOM.

export const SORTS = ["seen", "pages", "time", "cart"] as const;
export type Sort = (typeof SORTS)[number];

export interface Filters {
  sort: Sort;
  search: string;
  state: string;
  page: string;
  country: string;
  device: string;
  variable: string;
  rule: string;
}

export const ALL: Filters = {
  sort: "seen",
  search: "",
  state: "",
  page: "",
  country: "",
  device: "",
  variable: "",
  rule: "",
};

export function queryOf(filters: Filters): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filters)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ""),
  );
}

/** The filters in force, but for the order. */
export function chosenOf(filters: Filters): (keyof Filters)[] {
  const names = Object.keys(ALL) as (keyof Filters)[];
  return names.filter((name) => name !== "sort" && filters[name].trim() !== "");
}
