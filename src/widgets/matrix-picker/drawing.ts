import type { DrawnMatrix } from './describe';

/** Room for the largest matrix with A at its left and Bᵀ above it, with the gaps between; pixels. */
const SIDE = 100;
const GAP = 2;
export const VIEW = `0 0 ${SIDE} ${SIDE}`;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where W, A (inputs × rank) and Bᵀ (rank × outputs) stand: side by side as they are multiplied, in the middle. */
export function partsOf({ width, height, strip }: DrawnMatrix): { w: Box; a: Box; b: Box } {
  const edge = strip + GAP;
  const x = round((SIDE - width - edge) / 2);
  const y = round((SIDE - height - edge) / 2);
  return {
    w: { x: x + edge, y: y + edge, width, height },
    a: { x, y: y + edge, width: strip, height },
    b: { x: x + edge, y, width, height: strip },
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
