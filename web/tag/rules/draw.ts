// Who is in a control group, and who sees which variant. Used where something is shown, and by explain.ts.

/** Percent of all visitors who see nothing by any rule, and by this one; a text that draws anew; percent of each variant. */
export type Experiment = readonly [
  everyone: number,
  control: number,
  salt: string,
  ...shares: number[],
];

export interface Fate {
  /** This visitor is shown nothing; that is noted as an engagement `control`. */
  control: boolean;
  /** Its index, or -1 without any. */
  variant: number;
}

/** What is shown to a visitor by a rule, the same on every page and in every visit. Control groups and variants are drawn
 * apart, so that a larger control group does not change what the others see. */
export function fateOf(experiment: Experiment | undefined, visitor: string, rule: number): Fate {
  const [everyone, control, salt, ...shares] = experiment ?? [0, 0, ""];
  const who = `${visitor}.${rule}.${salt}`;
  let rest = draw(`${who}.variant`);
  const variant = shares.findIndex((share) => {
    rest -= share;
    return rest < 0;
  });
  return { control: draw(visitor) < everyone || draw(who) < control, variant };
}

/** From 0 to below 100, the same for one text for ever. */
export function draw(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * 100;
}
