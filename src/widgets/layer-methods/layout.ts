import type { DrawnMethod } from './describe';

/**
 * Where everything stands in the drawing of one decoder layer, in the drawing's own units, read from top to bottom. It does
 * not depend on the state: a method that is switched on or off changes the looks of its places, never their position.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const WIDTH = 340;
export const HEIGHT = 584;
const CENTRE = 165;
/** The residual path runs down here. */
export const RESIDUAL_X = 318;

export const LAYER: Box = { x: 4, y: 58, width: 332, height: 494 };

/** Frozen matrices: trained when all of the model is. `sup` and `sub` are set small beside the W. */
export interface MatrixBox extends Box {
  readonly name: string;
  readonly label: readonly string[];
}
export const MATRICES: readonly MatrixBox[] = [
  { name: 'q', label: ['Q'], x: 18, y: 128, width: 52, height: 40 },
  { name: 'k', label: ['K'], x: 118, y: 128, width: 52, height: 40 },
  { name: 'v', label: ['V'], x: 218, y: 128, width: 52, height: 40 },
  { name: 'o', label: ['O'], x: CENTRE - 26, y: 276, width: 52, height: 36 },
  { name: 'up', label: ['gate', 'up'], x: CENTRE - 60, y: 410, width: 120, height: 30 },
  { name: 'down', label: ['down'], x: CENTRE - 60, y: 466, width: 120, height: 30 },
];

/** What has no weights, or a few scales that only full fine-tuning trains. */
export const ATTENTION: Box = { x: 18, y: 234, width: 280, height: 26 };
export const NORMS: readonly Box[] = [
  { x: CENTRE - 40, y: 92, width: 80, height: 18 },
  { x: CENTRE - 40, y: 380, width: 80, height: 18 },
];
export const SUMS: readonly { x: number; y: number }[] = [
  { x: CENTRE, y: 362 },
  { x: CENTRE, y: 540 },
];
/** Where the residual path leaves the main one. */
export const BRANCHES: readonly number[] = [80, 372];

/** Arrows of the main path, as SVG paths. */
export const ARROWS: readonly string[] = [
  `M${CENTRE} 44V92`,
  `M${CENTRE} 110V118H44V128`,
  `M${CENTRE} 110V118H144V128`,
  `M${CENTRE} 110V118H244V128`,
  'M44 168V234',
  'M144 168V234',
  'M244 168V234',
  `M${CENTRE} 260V276`,
  `M${CENTRE} 312V353`,
  `M${CENTRE} 371V380`,
  `M${CENTRE} 398V410`,
  `M${CENTRE} 440V466`,
  `M${CENTRE} 496V531`,
  `M${CENTRE} 549V576`,
];

/** The two factors beside a matrix: A, then Bᵀ. */
export function factorsOf({ x, y, width, height }: Box): readonly [Box, Box] {
  return [
    { x: x + width + 5, y, width: 6, height },
    { x: x + width + 14, y: y + height / 2 - 3, width: 18, height: 6 },
  ];
}

/** A bottleneck: down to a waist, a nonlinearity, and up again. */
export function bottleneckAt(y: number): { down: string; up: string } {
  const points = (...pairs: readonly (readonly [number, number])[]): string =>
    pairs.map(([x, dy]) => `${CENTRE + x},${y + dy}`).join(' ');
  return {
    down: points([-42, 0], [42, 0], [14, 11], [-14, 11]),
    up: points([-14, 14], [14, 14], [42, 25], [-42, 25]),
  };
}
export const ADAPTERS_Y: readonly number[] = [322, 503];

/** A row of vectors: those of a prefix or prompt first. */
export interface Cells {
  readonly added: readonly Box[];
  readonly own: readonly Box[];
}
function cells(x: number, y: number, size: number, added: number, own: number): Cells {
  const at = (index: number): Box => ({ x: x + index * (size + 2), y, width: size, height: size + 6 });
  return {
    added: Array.from({ length: added }, (_, index) => at(index)),
    own: Array.from({ length: own }, (_, index) => at(added + index)),
  };
}
export const INPUT: Cells = cells(CENTRE - 71, 24, 16, 3, 5);
/** Keys, then values: the row's own vectors are centred on their arrow. */
export const KEYS_AND_VALUES: readonly Cells[] = [cells(109, 204, 9, 2, 4), cells(209, 204, 9, 2, 4)];

/** Scales: on keys, on values, and on what enters the feed-forward network's last matrix. */
export const SCALES: readonly { x: number; y: number }[] = [
  { x: 144, y: 186 },
  { x: 244, y: 186 },
  { x: CENTRE, y: 453 },
];

/** Names in the drawing, beside the places that they name. */
export const NAMES: readonly { method: DrawnMethod; x: number; y: number; anchor: 'start' | 'end' }[] = [
  { method: 'lora', x: 76, y: 183, anchor: 'start' },
  { method: 'lora', x: 228, y: 298, anchor: 'start' },
  { method: 'adapter', x: CENTRE + 48, y: 339, anchor: 'start' },
  { method: 'adapter', x: CENTRE + 48, y: 520, anchor: 'start' },
  { method: 'prefix', x: 103, y: 216, anchor: 'end' },
  { method: 'prompt', x: CENTRE - 77, y: 40, anchor: 'end' },
  { method: 'ia3', x: 258, y: 190, anchor: 'start' },
  { method: 'ia3', x: CENTRE + 14, y: 457, anchor: 'start' },
];
