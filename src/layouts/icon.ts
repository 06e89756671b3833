/** Build time only: the site's icon as pixels, since not every system takes `public/icon.svg`, after which it is drawn. */
import { png } from '../scenes/png';

/** `any` has the drawing's own round corners; of `maskable` a system cuts out its own shape: the inner 80 % are safe. */
export type IconPurpose = 'any' | 'maskable';

type Colour = readonly [red: number, green: number, blue: number];
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
}

/** The drawing's width and height; the boxes lie on this square, later ones on top. */
const SIDE = 28;
const RADIUS = 5;
const GROUND: Colour = [0x14, 0x18, 0x1f];
const FROZEN: Colour = [0x56, 0xb4, 0xe9];
const TRAINED: Colour = [0xd5, 0x5e, 0x00];
const BOXES: readonly Box[] = [
  // A frame of width 2 around its line.
  { x: 3.5, y: 4.5, width: 14, height: 19, colour: FROZEN },
  { x: 5.5, y: 6.5, width: 10, height: 15, colour: GROUND },
  { x: 19, y: 4.5, width: 2.4, height: 19, colour: TRAINED },
  { x: 22.6, y: 4.5, width: 2.4, height: 19, colour: TRAINED },
];
/** The maskable drawing is so much smaller, about its middle. */
const SAFE = 0.7;
/** Points looked at along each side of a pixel, so that edges are smooth. */
const SAMPLES = 4;

/** @param size width and height in pixels */
export function iconPng(size: number, purpose: IconPurpose): Buffer {
  const row = 4 * size + 1;
  const lines = Buffer.alloc(row * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) lines.set(pixel(x, y, size, purpose), y * row + 1 + 4 * x);
  return png(size, size, 'rgba', lines);
}

/** Red, green, blue, opacity: the mean of the points within the pixel. */
function pixel(x: number, y: number, size: number, purpose: IconPurpose): number[] {
  const sum: [number, number, number] = [0, 0, 0];
  let covered = 0;
  for (let sample = 0; sample < SAMPLES ** 2; sample++) {
    const column = x + ((sample % SAMPLES) + 0.5) / SAMPLES;
    const line = y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
    const colour = colourAt((column / size) * SIDE, (line / size) * SIDE, purpose);
    if (!colour) continue;
    covered += 1;
    for (const channel of [0, 1, 2] as const) sum[channel] += colour[channel];
  }
  const mean = sum.map((value) => Math.round(value / Math.max(1, covered)));
  return [...mean, Math.round((255 * covered) / SAMPLES ** 2)];
}

/** Undefined outside of the round corners. */
function colourAt(x: number, y: number, purpose: IconPurpose): Colour | undefined {
  if (purpose === 'any' && isCutOff(x, y)) return undefined;
  const scale = purpose === 'any' ? 1 : SAFE;
  const [across, down] = [x, y].map((at) => (at - SIDE / 2) / scale + SIDE / 2) as [number, number];
  const box = BOXES.findLast(
    (each) =>
      across >= each.x && across < each.x + each.width && down >= each.y && down < each.y + each.height,
  );
  return box?.colour ?? GROUND;
}

function isCutOff(x: number, y: number): boolean {
  const [across, down] = [x, y].map((at) => Math.max(RADIUS - at, at - (SIDE - RADIUS), 0)) as [
    number,
    number,
  ];
  return Math.hypot(across, down) > RADIUS;
}
