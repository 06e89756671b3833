/** Build time only: a heat map as a PNG that suits both themes, since its colours let the page shine through at zero. */
import { colourIndex } from '../matrixViewColours';
import { png, pngChunk } from '../png';
import type { HeatMap } from './heatMap';

/** Between the two themes' hues. */
const NEGATIVE = [46, 132, 200] as const;
const POSITIVE = [217, 116, 42] as const;
const COLOURS = 255;
const MIDDLE = 127;
/** So many neighbouring colours are one: the file is a third smaller, and the eye sees no difference. */
const STEP = 4;

export function heatMapPng({ rows, columns, data, limit, grey }: HeatMap): Buffer {
  const palette = Buffer.alloc(3 * COLOURS);
  const opacity = Buffer.alloc(COLOURS, 255);
  for (let index = 0; index < COLOURS; index++) {
    palette.set(grey ? [index, index, index] : index < MIDDLE ? NEGATIVE : POSITIVE, 3 * index);
    if (!grey) opacity[index] = Math.round((255 * Math.abs(index - MIDDLE)) / MIDDLE);
  }
  // A line begins with its filter: none.
  const lines = Buffer.alloc(rows * (columns + 1));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = colourIndex(data[row * columns + column] ?? 0, limit) - MIDDLE;
      const rounded = Math.max(-MIDDLE, Math.min(MIDDLE, Math.round(index / STEP) * STEP));
      lines[row * (columns + 1) + 1 + column] = MIDDLE + rounded;
    }
  }
  return png(columns, rows, 'palette', lines, [pngChunk('PLTE', palette), pngChunk('tRNS', opacity)]);
}
