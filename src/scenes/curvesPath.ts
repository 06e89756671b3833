/** From a series of points to the `d` of one SVG path. Values in, pixels out. */

export type Scale = (value: number) => number;

/** One line: `key` is the method whose colour and dashes it wears, `x` ascending steps, `y` as long. */
export interface CurveSeries {
  readonly key: string;
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/**
 * Exponential moving average, corrected for its start as Adam's moments are (Kingma & Ba 2015, §3): without the
 * correction the first values would lean towards zero. Values that are not finite are passed over and stay as they are.
 *
 * @param weight of what came before, 0 (nothing smoothed) up to below 1
 */
export function smoothed(y: ArrayLike<number>, weight: number): Float64Array {
  const means = new Float64Array(y.length);
  let mean = 0;
  let kept = 1;
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      means[index] = value;
      continue;
    }
    mean = weight * mean + (1 - weight) * value;
    kept *= weight;
    means[index] = mean / (1 - kept);
  }
  return means;
}

/**
 * The line through the points, at most two of them in a column of pixels: the column's least and greatest, in their
 * order, so that every spike survives. A value that has no place (NaN after divergence, 0 on a logarithmic axis) breaks it.
 *
 * @param x ascending
 */
export function tracePath(x: ArrayLike<number>, y: ArrayLike<number>, across: Scale, up: Scale): string {
  let path = '';
  let pen = 'M';
  let points = 0;
  let column = Number.NaN;
  let [lowX, lowY, highX, highY, lowFirst] = [0, 0, 0, 0, true];
  const point = (px: number, py: number): void => {
    path += `${pen}${Math.round(px * 10) / 10},${Math.round(py * 10) / 10}`;
    pen = 'L';
    points += 1;
  };
  /** A point alone would draw nothing; with round caps a line of no length is a dot. */
  const lift = (): void => {
    flush();
    if (points === 1) path += 'h0';
    pen = 'M';
    points = 0;
  };
  const flush = (): void => {
    if (Number.isNaN(column)) return;
    if (lowFirst) point(lowX, lowY);
    if (lowX !== highX || lowY !== highY) point(highX, highY);
    if (!lowFirst) point(lowX, lowY);
    column = Number.NaN;
  };
  const count = Math.min(x.length, y.length);
  for (let index = 0; index < count; index += 1) {
    const px = across(x[index] ?? Number.NaN);
    const py = up(y[index] ?? Number.NaN);
    if (!Number.isFinite(py) || !Number.isFinite(px)) {
      lift();
      continue;
    }
    const here = Math.floor(px);
    if (here !== column) {
      flush();
      column = here;
      lowX = highX = px;
      lowY = highY = py;
      lowFirst = true;
    } else if (py < lowY) {
      [lowX, lowY, lowFirst] = [px, py, false];
    } else if (py > highY) {
      [highX, highY, lowFirst] = [px, py, true];
    }
  }
  lift();
  return path;
}
