// Control groups and variants: even, independent of each other, the same for ever.
import { expect, it } from "vitest";
import { draw, type Experiment, fateOf } from "./draw";

const VISITORS = Array.from({ length: 20_000 }, (_, index) => `vr_${index.toString(36)}`);

/** Of all visitors: percent in the control group, and of the others percent by variant. */
function split(experiment: Experiment, rule = 7): number[] {
  const fates = VISITORS.map((visitor) => fateOf(experiment, visitor, rule));
  const shown = fates.filter(({ control }) => !control);
  const share = (part: unknown[], whole: unknown[]) => (100 * part.length) / whole.length;
  const variants = experiment.slice(3).map((_, index) =>
    share(
      shown.filter(({ variant }) => variant === index),
      shown,
    ),
  );
  return [100 - share(shown, fates), ...variants];
}

it("any percentage is met, of everyone, of a rule and of each variant", () => {
  // Four standard deviations of 20,000 draws are at most 1.5 percent.
  for (const [experiment, wanted] of [
    [
      [0, 12.5, "", 50, 50],
      [12.5, 50, 50],
    ],
    [
      [0, 0.5, "x", 70, 20, 10],
      [0.5, 70, 20, 10],
    ],
    [[5, 0, ""], [5]],
    [[50, 50, ""], [75]],
    [[0, 0, ""], [0]],
    [[100, 0, ""], [100]],
  ] as [Experiment, number[]][])
    for (const [index, percent] of split(experiment).entries())
      expect(Math.abs(percent - (wanted[index] ?? Number.NaN))).toBeLessThan(1.5);
});

it("draws are spread evenly", () => {
  const bins = new Array<number>(100).fill(0);
  for (const visitor of VISITORS) {
    const bin = Math.floor(draw(visitor));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const expected = VISITORS.length / bins.length;
  const chi = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

  // 99 degrees of freedom: above 160 once in ten thousand such sets.
  expect(chi).toBeLessThan(160);
});

it("rules draw apart, and a larger control group changes no variant", () => {
  const control = (rule: number, percent: number) =>
    VISITORS.filter((visitor) => fateOf([0, percent, ""], visitor, rule).control);
  const second = new Set(control(2, 50));
  const both = control(1, 50).filter((visitor) => second.has(visitor));

  expect(Math.abs(both.length / VISITORS.length - 0.25)).toBeLessThan(0.015);
  for (const visitor of VISITORS.slice(0, 500)) {
    const small = fateOf([0, 10, "", 50, 50], visitor, 3);
    const large = fateOf([0, 90, "", 50, 50], visitor, 3);
    expect(large.variant).toBe(small.variant);
    expect(large.control || !small.control).toBe(true);
  }
});

it("is the same for ever, and another with another salt", () => {
  expect(fateOf([0, 20, "", 50, 50], "vr_a", 7)).toEqual({ control: false, variant: 1 });
  expect(draw("vr_a")).toBeCloseTo(91.7321, 3);
  expect(draw("vr_a.7.").toFixed(3)).not.toBe(draw("vr_a.7.x").toFixed(3));
});
