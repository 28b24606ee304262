// A rule as the API tells and takes it, and its draft in the builder. Called by every part of the rules section.
import type { Source } from "./sources";

export type Value = string | number | boolean | readonly string[] | readonly number[];

export interface Condition {
  on: Source;
  is: string;
  value?: Value | undefined;
  /** Which variable, skill, product field or rule is asked for. */
  name?: string | undefined;
}

export type Kind = "all" | "any" | "none";
export type Group = { all: readonly Node[] } | { any: readonly Node[] } | { none: readonly Node[] };
export type Node = Group | Condition;

export const POSITIONS = ["corner", "centre", "bar"] as const;
export type Position = (typeof POSITIONS)[number];

/** By language ("en"); `""` is said where the visitor's own is missing. */
export type Texts = Readonly<Record<string, string>>;

export const SAID = ["title", "text", "accept", "decline"] as const;
export type Said = { [Name in (typeof SAID)[number]]?: Texts };

export interface InviteAction extends Said {
  do: "invite";
  image?: string;
  position?: Position;
  delay_s?: number;
  expires_s?: number;
  skill?: string;
}

export type Action =
  | InviteAction
  | { do: "button"; show: boolean }
  | { do: "open" }
  | { do: "banner"; text: Texts; link?: string }
  | { do: "article"; title: Texts; link: string }
  | { do: "route"; skill?: string; group?: string; agent?: string; credit_s?: number }
  | { do: "set"; name: string; value: string | number | boolean }
  | { do: "suppress" };
export type Deed = Action["do"];

export interface Caps {
  per_visit: number;
  per_visitor: number;
  again_after_s: number;
  after_decline_s: number;
}

export interface Schedule {
  from: string;
  to: string;
  zone: string;
  days: readonly number[];
  hours: readonly string[];
}

export interface Variant {
  name: string;
  share: number;
  invite: Readonly<Partial<InviteAction>>;
}

export interface Experiment {
  control: number;
  variants: readonly Variant[];
  /** Another one draws anew who sees what. */
  salt?: string;
}

export interface Conversion {
  name: string;
  within_s: number;
}

export interface Rule {
  id: string;
  number: number;
  name: string;
  enabled: boolean;
  version: number;
  when: Node;
  actions: readonly Action[];
  caps: Caps;
  schedule: Schedule | null;
  experiment: Experiment | null;
  conversion: Conversion | null;
}

export type RuleDraft = Omit<Rule, "id" | "number" | "version">;
