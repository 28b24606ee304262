// The parts of the admin area and the permission each needs. Loaded with the console: the bar asks it what to show.
import type { IconName } from "../icons";

export const SECTIONS = [
  { name: "start", needs: "settings.write", icon: "check" },
  { name: "people", needs: "people.read", icon: "person" },
  { name: "groups", needs: "people.read", icon: "people" },
  { name: "skills", needs: "people.read", icon: "star" },
  { name: "roles", needs: "people.read", icon: "shield" },
  { name: "settings", needs: "settings.read", icon: "cog" },
  { name: "routing", needs: "settings.read", icon: "fork" },
  { name: "rules", needs: "rules.read", icon: "bolt" },
  { name: "snippet", needs: "settings.read", icon: "code" },
  { name: "keys", needs: "keys.write", icon: "key" },
  { name: "archive", needs: "archive.read", icon: "archive" },
  { name: "audit", needs: "audit.read", icon: "eye" },
  { name: "config", needs: "config.read", icon: "file" },
] as const satisfies readonly { name: string; needs: string; icon: IconName }[];

export type Section = (typeof SECTIONS)[number];
export type SectionName = Section["name"];

export function sectionsFor(permissions: readonly string[]): readonly Section[] {
  return SECTIONS.filter(({ needs }) => permissions.includes(needs));
}

/** Where the admin area opens: the first steps have their own way in. */
export function firstSection(permissions: readonly string[]): SectionName | null {
  return sectionsFor(permissions).find(({ name }) => name !== "start")?.name ?? null;
}

export function sectionCalled(name: string | null): Section | undefined {
  return SECTIONS.find((section) => section.name === name);
}
