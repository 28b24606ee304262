// What the REST API says of people, roles, keys and settings; the shapes every admin screen works on.
import type { Hours } from "./hours";

export const PERMISSIONS = [
  "chats.answer",
  "chats.read",
  "chats.reveal",
  "chats.supervise",
  "visitors.read",
  "visitors.invite",
  "people.read",
  "people.write",
  "settings.read",
  "settings.write",
  "rules.read",
  "rules.write",
  "roles.write",
  "keys.write",
  "audit.read",
  "archive.read",
  "privacy.write",
  "config.read",
  "config.write",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export interface Page<Item> {
  items: Item[];
  next: string;
}

/** A thing with the version of it that was read; a change has to name that version. */
export interface Tagged<Value> {
  value: Value;
  etag: string;
}

export interface Agent {
  id: string;
  name: string;
  email: string;
  role: string;
  max_chats: number;
  skills: string[];
  /** From 1 to 5 by skill; what is not named is 1. */
  levels: Record<string, number>;
  groups: string[];
  active: boolean;
  status: "online" | "away";
  chats: number;
  created: number;
}

/** A group or a skill: a name that agents carry. */
export interface Label {
  id: string;
  name: string;
  agents: number;
}

/** Whether something is open, and when that changes (epoch milliseconds; `null`: never). */
export interface OpenNow {
  open: boolean;
  changes: number | null;
}

export interface Skill extends Label, OpenNow {
  /** `null`: always open. */
  hours: Hours | null;
}

export interface Role extends Label {
  permissions: Permission[];
  built_in: boolean;
}

export interface Key {
  id: string;
  name: string;
  permissions: Permission[];
  created: number;
  /** Epoch milliseconds; 0 for a key that does not expire. */
  expires: number;
  hint: string;
}

export interface FreshKey extends Key {
  secret: string;
}

export interface MaskPattern {
  name: string;
  pattern: string;
  /** What it masks is kept, encrypted. */
  keep: boolean;
}

/** How chats come to agents: handed to them, offered to one after the other, or picked by them. */
export const ACCEPT_MODES = ["auto", "offer", "pick"] as const;
export type AcceptMode = (typeof ACCEPT_MODES)[number];

export interface RoutingCondition {
  field: string;
  operator: string;
  value: string;
}

/** Who may take a chat that has waited so long: levels of skills, shares of groups in percent. */
export interface RoutingRing {
  after_s: number;
  skills: Record<string, number>;
  groups: Record<string, number>;
}

export interface RoutingWarning {
  code: string;
  ring: number;
  thing: string;
  message: string;
}

export interface RoutingRule {
  id: string;
  name: string;
  conditions: RoutingCondition[];
  rings: RoutingRing[];
  agent: string;
  agent_wait_s: number;
  credit_s: number;
  weight: number;
  warnings: RoutingWarning[];
}

/** What was found about a rule: it holds, its condition of that number fails, or a skill is closed. */
export interface RoutingFinding {
  rule: string;
  reason: string;
  condition: number;
  seen: string;
  skill: string;
}

export interface TrialVerdict {
  agent: string;
  name: string;
  reason: string;
  used: number;
  limit: number;
  received: number;
  detail: string;
}

/** Who would get the chat once it has waited so long. */
export interface RoutingStep {
  after_s: number;
  agent: string;
  name: string;
  verdicts: TrialVerdict[];
}

export interface RoutingTrial {
  rule: string;
  skill: string;
  weight: number;
  credit_s: number;
  findings: RoutingFinding[];
  steps: RoutingStep[];
}

export interface Settings {
  max_chats: number;
  grace_s: number;
  max_wait_s: number;
  away_waiting_s: number;
  away_open_s: number;
  accept_mode: AcceptMode;
  offer_s: number;
  wrap_up_s: number;
  last_agent_days: number;
  retention_months: number;
  max_queue: number;
  busy_wait_s: number;
  hours: Hours | null;
  /** Percent of visitors who never see an invitation by any rule. */
  rules_control: number;
  invitations_per_visit: number;
  invitation_pause_s: number;
  mfa_required: boolean;
  password_days: number;
  mask_cards: boolean;
  keep_cards: boolean;
  mask_patterns: MaskPattern[];
}

export interface Account {
  id: string;
  name: string;
  origins: string[];
  settings: Settings;
}

export interface Snippet {
  html: string;
  src: string;
  integrity: string;
  self_host: string;
}

export interface AuditEntry {
  at: number;
  id: string;
  by: { kind: string; id: string; name: string };
  action: string;
  object: string;
  before: unknown;
  after: unknown;
  ip: string;
}

export interface Change {
  path: string;
  before: unknown;
  after: unknown;
}

export interface ConfigVersion {
  version: number;
  at: number;
  by: { kind: string; id: string; name: string };
  /** How many places it changed. */
  changes: number;
}
