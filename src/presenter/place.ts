/** A place in a deck: column, slide within the column, and the last step that is shown, from −1 for none. */
export interface Place {
  readonly lesson: string;
  readonly column: number;
  readonly row: number;
  readonly step: number;
}

/** Steps of each slide, by column and row. */
export interface Outline {
  readonly lesson: string;
  readonly steps: readonly (readonly number[])[];
}

export const startOf = ({ lesson }: Outline): Place => ({ lesson, column: 0, row: 0, step: -1 });

export function endOf(outline: Outline): Place {
  const column = outline.steps.length - 1;
  return shownWhole(outline, column, 0);
}

/** The nearest place that this deck has: another language or a newer version of a deck may have other slides. */
export function nearest(outline: Outline, { column, row, step }: Place): Place {
  const inside = (value: number, least: number, count: number): number =>
    Math.max(least, Math.min(Number.isInteger(value) ? value : least, count - 1));
  const atColumn = inside(column, 0, outline.steps.length);
  const atRow = inside(row, 0, outline.steps[atColumn]?.length ?? 1);
  return {
    lesson: outline.lesson,
    column: atColumn,
    row: atRow,
    step: inside(step, -1, stepsAt(outline, atColumn, atRow)),
  };
}

/** What the key for “next” leads to: a step, else the next column; null at the end. What stands below a slide is passed by. */
export function next(outline: Outline, place: Place): Place | null {
  const { column, row, step } = place;
  if (step < stepsAt(outline, column, row) - 1) return { ...place, step: step + 1 };
  if (column >= outline.steps.length - 1) return null;
  return { ...place, column: column + 1, row: 0, step: -1 };
}

/** The way back: a step, the slide that this one stands below, or the column before with all its steps. */
export function previous(outline: Outline, place: Place): Place | null {
  const { column, row, step } = place;
  if (step >= 0) return { ...place, step: step - 1 };
  if (row > 0) return shownWhole(outline, column, 0);
  return column > 0 ? shownWhole(outline, column - 1, 0) : null;
}

/** One further down in the column, or up. */
export function below(outline: Outline, { column, row }: Place): Place | null {
  const rows = outline.steps[column]?.length ?? 1;
  return row < rows - 1 ? { lesson: outline.lesson, column, row: row + 1, step: -1 } : null;
}
export function above(outline: Outline, { column, row }: Place): Place | null {
  return row > 0 ? shownWhole(outline, column, row - 1) : null;
}

export function stepsAt({ steps }: Outline, column: number, row: number): number {
  return steps[column]?.[row] ?? 0;
}

function shownWhole(outline: Outline, column: number, row: number): Place {
  return { lesson: outline.lesson, column, row, step: stepsAt(outline, column, row) - 1 };
}

/** `#lora/3/0/1`: columns count from 1, steps are how many are shown. */
export function placeToHash({ lesson, column, row, step }: Place): string {
  return `#${[lesson, column + 1, row, step + 1].join('/')}`;
}

export function placeFromHash(hash: string): Place | null {
  const [, lesson, column, row = 0, step = 0] =
    /^#([a-z0-9-]+)(?:\/(\d{1,3}))?(?:\/(\d{1,3}))?(?:\/(\d{1,3}))?$/.exec(hash) ?? [];
  if (lesson === undefined || column === undefined) return null;
  return { lesson, column: Number(column) - 1, row: Number(row), step: Number(step) - 1 };
}
