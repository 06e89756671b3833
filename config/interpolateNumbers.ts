/**
 * In place of d3-interpolate, for d3-scale: the axes here are of numbers. Whole, it would bring colours with their 148 names, dates,
 * transforms and zooms, 5 kB of each page's script. `tests/scenes/scales.test.ts` holds these functions against it.
 */
type Interpolate = (from: number, to: number) => (share: number) => number;

export const interpolateNumber: Interpolate = (from, to) => (share) => from * (1 - share) + to * share;

export const interpolateRound: Interpolate = (from, to) => {
  const between = interpolateNumber(from, to);
  return (share) => Math.round(between(share));
};

export { interpolateNumber as interpolate };

/** Imported for diverging and quantile scales, which no figure has. */
export const piecewise = undefined;
