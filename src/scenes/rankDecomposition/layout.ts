/**
 * Where the slabs stand in space, as pure data: W, then A, Bᵀ and their product as a product is written (A to the left of
 * it, Bᵀ above it), behind the product the rank-one terms that add up to it, and ΔW beside it to compare. One unit is H:
 * heights and widths are true to scale, the thickness means nothing.
 */
export interface SlabPlace {
  readonly key: string;
  /** Of its middle. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

export interface LayerPlace extends SlabPlace {
  /** The terms in it, counted from 0: from `from` up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
  readonly labelled: boolean;
}

export interface SpaceLayout {
  readonly slabs: Readonly<Record<'weight' | 'left' | 'right' | 'sum' | 'target', SlabPlace>>;
  /** From the front to the back, the first term first. */
  readonly layers: readonly LayerPlace[];
  readonly plus: { readonly x: number; readonly y: number };
  readonly tallest: number;
  readonly width: number;
  readonly side: number;
}

/** Terms that have a layer of their own; all further ones are one layer together. */
export const MOST_LAYERS = 12;
const THICK = 0.035;
const GAP = 0.3;
const PAD = 0.05;
/** From the product back to the last layer. */
const PILE = 1.7;
const LARGEST_STEP = 0.3;
/** Beside the product, for the pile that shows behind it. */
const BESIDE = 0.95;
const LABELS = 6;

export function layersOf(rank: number): readonly { readonly from: number; readonly to: number }[] {
  const single = rank > MOST_LAYERS ? MOST_LAYERS - 1 : rank;
  const layers = Array.from({ length: single }, (_, at) => ({ from: at, to: at + 1 }));
  return rank > single ? [...layers, { from: single, to: rank }] : layers;
}

export function layoutSpace(side: number, rank: number): SpaceLayout {
  const thin = rank / side;
  const width = 1 + GAP + thin + PAD + 1 + BESIDE + 1;
  const tallest = 1 + PAD + thin;
  const start = -width / 2;
  const parts = layersOf(rank);
  const step = Math.min(LARGEST_STEP, PILE / parts.length);
  // What is seen most stands about the middle.
  const front = PILE * 0.3;
  const [leftX, sumX] = [start + 1 + GAP + thin / 2, start + 1 + GAP + thin + PAD + 0.5];
  const slab = (key: string, x: number, y: number, across: number, high: number): SlabPlace => ({
    ...{ key, x, y, z: front, width: across, height: high, depth: THICK },
  });
  const every = Math.ceil(parts.length / LABELS);
  return {
    slabs: {
      weight: slab('weight', start + 0.5, 0.5, 1, 1),
      left: slab('left', leftX, 0.5, thin, 1),
      right: slab('right', sumX, 1 + PAD + thin / 2, 1, thin),
      sum: slab('sum', sumX, 0.5, 1, 1),
      target: slab('target', start + width - 0.5, 0.5, 1, 1),
    },
    layers: parts.map(({ from, to }, at) => ({
      ...slab(`${from}-${to > from + 1 ? 'more' : to}`, sumX, 0.5, 1, 1),
      ...{ z: front - (at + 1) * step, depth: THICK / 3, from, to },
      // The last one's number stands beside no other.
      labelled: at === parts.length - 1 || (at % every === 0 && at < parts.length - every),
    })),
    plus: { x: start + 1 + GAP / 2, y: 0.5 },
    tallest,
    width,
    side: 1,
  };
}
