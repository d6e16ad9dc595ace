// The marks of an axis that counts.

/** Round numbers from 0 to the first one that is not below `top`, in even steps. */
export function ticksTo(top: number): readonly number[] {
  const least = Math.max(1, top / 4);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= least) ?? least;
  return Array.from({ length: Math.max(1, Math.ceil(top / step)) + 1 }, (_, index) => index * step);
}

/** What a chart has to be told of them: all are shown, and none is cut off. */
export function countAxis(top: number) {
  const ticks = ticksTo(top);
  return {
    width: 56,
    ticks: [...ticks],
    domain: [0, ticks.at(-1) ?? 1] as [number, number],
    interval: 0,
    allowDecimals: false,
  };
}

/** Room for the half of the topmost number that is above its line. */
export const axisMargin = { margin: { top: 10, right: 5, bottom: 5, left: 5 } };
