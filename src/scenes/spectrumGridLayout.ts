import { axisScale } from './curvesAxis';
import { SHOWN, spectrumRange } from './spectrumLayout';

/** Small multiples: a grid of matrices × layers (or the other way round), each a spark of its singular values. */
export interface SpectrumGrid {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `row` and `column` are indices into those; a cell that is missing stays empty. */
  readonly cells: readonly {
    readonly row: number;
    readonly column: number;
    readonly series: readonly { readonly key: string; readonly values: ArrayLike<number> }[];
  }[];
  readonly selected: { readonly row: number; readonly column: number } | null;
}

/** A spark's own pixels; it is stretched to its cell. */
export const SPARK = { width: 64, height: 32 };

/** Sparks by `row,column`, all on one logarithmic scale, so that they can be compared. */
export function layoutSparks(
  cells: SpectrumGrid['cells'],
): ReadonlyMap<string, readonly { readonly key: string; readonly path: string }[]> {
  const all = cells.flatMap(({ series }) => series);
  const [floor, ceiling] = spectrumRange(all);
  const count = Math.max(2, ...all.map(({ values }) => Math.min(SHOWN, values.length)));
  const across = axisScale([0, count - 1], [3, SPARK.width - 3], 'linear');
  const up = axisScale([floor, ceiling], [SPARK.height - 3, 3], 'log');
  return new Map(
    cells.map(({ row, column, series }) => [
      `${row},${column}`,
      series.map(({ key, values }) => ({
        key,
        path: Array.from({ length: Math.min(count, values.length) }, (_, index) => {
          const y = Math.max(values[index] ?? 0, floor);
          return `${index === 0 ? 'M' : 'L'}${round(across(index))},${round(up(y))}`;
        }).join(''),
      })),
    ]),
  );
}

/** Where an arrow leads in a grid; the same place where it leads out; null for a key that moves nothing. */
export function moveInGrid(
  key: string,
  at: { readonly row: number; readonly column: number },
  size: { readonly rows: number; readonly columns: number },
): { readonly row: number; readonly column: number } | null {
  const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
  const { row, column } = at;
  switch (key) {
    case 'ArrowRight':
      return { row, column: within(column + 1, size.columns) };
    case 'ArrowLeft':
      return { row, column: within(column - 1, size.columns) };
    case 'ArrowDown':
      return { row: within(row + 1, size.rows), column };
    case 'ArrowUp':
      return { row: within(row - 1, size.rows), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: size.columns - 1 };
    default:
      return null;
  }
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
