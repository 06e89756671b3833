/** The small table beside a crosshair: where it stands and how its columns are set, in pixels. */
export interface ReadoutRow {
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

export interface PlacedReadout {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Right edge of the values, from the box's left. */
  readonly valueX: number;
  readonly rows: readonly (ReadoutRow & { readonly y: number })[];
}

export const READOUT_KEY = 16;
export const READOUT_PADDING = 8;
const ROW = 17;
const BETWEEN = 12;
const FROM_LINE = 10;

export function placeReadout(
  title: string,
  rows: readonly ReadoutRow[],
  crosshair: number,
  plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  measure: (text: string) => number,
): PlacedReadout {
  const labels = Math.max(0, ...rows.map(({ label }) => measure(label)));
  const values = Math.max(0, ...rows.map(({ value }) => measure(value)));
  const inner = Math.max(measure(title), READOUT_KEY + 6 + labels + BETWEEN + values);
  const width = Math.ceil(inner + 2 * READOUT_PADDING);
  const height = (rows.length + 1) * ROW + READOUT_PADDING + 2;
  // On the side with more room; where neither has enough, at the plot's edge rather than past it, and at the bottom,
  // so that the crosshair's upper end is seen.
  const onRight = plot.right - crosshair >= crosshair - plot.left;
  const x = onRight
    ? Math.min(crosshair + FROM_LINE, plot.right - width)
    : Math.max(crosshair - FROM_LINE - width, plot.left);
  const covers = x < crosshair && crosshair < x + width;
  return {
    x: Math.round(Math.max(0, x)),
    y: covers ? Math.max(plot.top + 2, plot.bottom - height - 10) : plot.top + 2,
    width,
    height,
    title,
    valueX: width - READOUT_PADDING,
    rows: rows.map((row, index) => ({ ...row, y: (index + 2) * ROW - 1 })),
  };
}
