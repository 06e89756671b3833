/** Row-major numbers of a matrix, to look at. */
export interface ViewedMatrix {
  readonly key: string;
  /** “A”, “ΔW”: above its picture, with its shape. */
  readonly label: string;
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
}

export interface MatrixViewModel {
  readonly matrices: readonly ViewedMatrix[];
  /** 'own': each matrix's largest magnitude is its full colour. 'common': one scale for all, so that sizes compare. */
  readonly scale: 'own' | 'common';
}

export interface MatrixViewLayout {
  /** Side of a cell in CSS pixels: one for all matrices, which makes them true to scale with each other. */
  readonly cell: number;
  /** Device pixels a cell, where that is a whole number; 1 where cells are averaged. */
  readonly zoom: number;
  /** Cells averaged into one device pixel, along each side: 1 unless the matrices are too big for the screen. */
  readonly block: number;
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  /** Indices of matrices that stand below each other in one column; a matrix alone is a stack of one. */
  readonly stacks: readonly (readonly number[])[];
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** A column of rank one must stay narrower than a thumb, and a small matrix must not fill the page. */
const LARGEST_CELL = 12;
/** Room that a label wants even where its matrix is a few pixels wide. */
export const LEAST_WIDTH = 84;
export const GAP = 20;
/** Above and below a picture: its label and its legend. */
const AROUND = 76;

/**
 * The largest cells at which all matrices, set in rows like words, keep to the given width and height. Cells are whole
 * device pixels, or whole numbers of cells one device pixel: anything between would blur or drop rows.
 */
export function layoutMatrices(
  shapes: readonly Shape[],
  room: { readonly width: number; readonly height: number; readonly pixelRatio: number },
): MatrixViewLayout {
  const { pixelRatio } = room;
  const stacks = stackFlat(shapes);
  const candidates: { cell: number; zoom: number; block: number }[] = [];
  for (let zoom = Math.max(1, Math.floor(LARGEST_CELL * pixelRatio)); zoom >= 1; zoom -= 1) {
    candidates.push({ cell: zoom / pixelRatio, zoom, block: 1 });
  }
  for (let block = 2; block <= 64; block += 1) {
    candidates.push({ cell: 1 / (pixelRatio * block), zoom: 1, block });
  }
  const chosen = candidates.find(({ cell }) => fits(shapes, stacks, cell, room)) ?? {
    cell: 1,
    zoom: 1,
    block: 1,
  };
  return {
    ...chosen,
    stacks,
    sizes: shapes.map(({ rows, columns }) => ({
      width: (Math.ceil(columns / chosen.block) * chosen.zoom) / pixelRatio,
      height: (Math.ceil(rows / chosen.block) * chosen.zoom) / pixelRatio,
    })),
  };
}

function fits(
  shapes: readonly Shape[],
  stacks: readonly (readonly number[])[],
  cell: number,
  room: { readonly width: number; readonly height: number },
): boolean {
  let [x, y, tallest] = [0, 0, 0];
  for (const stack of stacks) {
    const members = stack.flatMap((index) => shapes[index] ?? []);
    const widest = Math.max(...members.map(({ columns }) => columns * cell));
    if (widest > room.width) return false;
    const width = Math.max(LEAST_WIDTH, widest);
    if (x > 0 && x + width > room.width) {
      y += tallest + GAP;
      [x, tallest] = [0, 0];
    }
    x += width + GAP;
    const height = members.reduce((sum, { rows }) => sum + rows * cell + AROUND + GAP, -GAP);
    tallest = Math.max(tallest, height);
  }
  return y + tallest <= room.height;
}

/** Flat neighbours, as A and Bᵀ are, stand below each other: side by side each would take a square's width. */
function stackFlat(shapes: readonly Shape[]): number[][] {
  const stacks: number[][] = [];
  let flatBefore = false;
  shapes.forEach(({ rows, columns }, index) => {
    const flat = rows * 3 <= columns;
    if (flat && flatBefore) stacks.at(-1)?.push(index);
    else stacks.push([index]);
    flatBefore = flat;
  });
  return stacks;
}

/** The largest magnitude: the end of a symmetric scale. What is not finite does not count. */
export function scaleLimit(data: ArrayLike<number>): number {
  let limit = 0;
  for (let index = 0; index < data.length; index += 1) {
    const size = Math.abs(data[index] ?? 0);
    if (size > limit && size < Number.POSITIVE_INFINITY) limit = size;
  }
  return limit;
}

/** Means of blocks of `block` × `block` cells (fewer at the edges), row-major, ⌈columns/block⌉ a row. */
export function averaged({ rows, columns, data }: ViewedMatrix, block: number): ArrayLike<number> {
  if (block === 1) return data;
  const across = Math.ceil(columns / block);
  const down = Math.ceil(rows / block);
  const means = new Float32Array(across * down);
  for (let y = 0; y < down; y += 1) {
    for (let x = 0; x < across; x += 1) {
      let sum = 0;
      let count = 0;
      for (let row = y * block; row < Math.min(rows, (y + 1) * block); row += 1) {
        for (let column = x * block; column < Math.min(columns, (x + 1) * block); column += 1) {
          sum += data[row * columns + column] ?? 0;
          count += 1;
        }
      }
      means[y * across + x] = sum / count;
    }
  }
  return means;
}

/** Where a key leads in a matrix; null for a key that moves nothing. Shift and Page take ten at once. */
export function moveInMatrix(
  { key, shiftKey, ctrlKey }: { readonly key: string; readonly shiftKey: boolean; readonly ctrlKey: boolean },
  { row, column }: { readonly row: number; readonly column: number },
  { rows, columns }: { readonly rows: number; readonly columns: number },
): { readonly row: number; readonly column: number } | null {
  const by = shiftKey ? 10 : 1;
  const inRows = (value: number): number => Math.min(rows - 1, Math.max(0, value));
  const inColumns = (value: number): number => Math.min(columns - 1, Math.max(0, value));
  switch (key) {
    case 'ArrowRight':
      return { row, column: inColumns(column + by) };
    case 'ArrowLeft':
      return { row, column: inColumns(column - by) };
    case 'ArrowDown':
      return { row: inRows(row + by), column };
    case 'ArrowUp':
      return { row: inRows(row - by), column };
    case 'PageDown':
      return { row: inRows(row + 10), column };
    case 'PageUp':
      return { row: inRows(row - 10), column };
    case 'Home':
      return { row: ctrlKey ? 0 : row, column: 0 };
    case 'End':
      return { row: ctrlKey ? rows - 1 : row, column: columns - 1 };
    default:
      return null;
  }
}
