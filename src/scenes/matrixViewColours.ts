/** A diverging colour map: zero in the background's colour, equal sizes of either sign equally far from it. */

export type Rgb = readonly [number, number, number];

/** Steps on each side of zero. */
const SIDE = 127;

/** 255 colours, RGBA in one 32-bit word each (little-endian: A is the high byte), from −1 over 0 to +1. */
export function colourTable(negative: Rgb, middle: Rgb, positive: Rgb): Uint32Array {
  const [from, zero, to] = [oklab(negative), oklab(middle), oklab(positive)];
  return Uint32Array.from({ length: 2 * SIDE + 1 }, (_, index) => {
    const share = (index - SIDE) / SIDE;
    const end = share < 0 ? from : to;
    const mixed = zero.map((channel, i) => channel + ((end[i] ?? 0) - channel) * Math.abs(share));
    const [r, g, b] = rgb(mixed as unknown as Rgb);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** Index in the table of a value on a symmetric scale; what is not a number is shown as zero. */
export function colourIndex(value: number, limit: number): number {
  const share = limit > 0 ? value / limit : 0;
  if (!(share >= -1)) return Number.isNaN(share) ? SIDE : 0;
  // Rounded by size: Math.round takes halves upwards, which would favour one sign.
  const steps = Math.round(Math.min(1, Math.abs(share)) * SIDE);
  return share < 0 ? SIDE - steps : SIDE + steps;
}

/** `rgb(1, 2, 3)` or `rgba(…)`, as browsers compute colours; null for anything else. */
export function parseRgb(text: string): Rgb | null {
  const found = /^rgba?\((\d+(?:\.\d+)?)[, ]+(\d+(?:\.\d+)?)[, ]+(\d+(?:\.\d+)?)/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : null;
}

// Björn Ottosson's OKLab (2020): halfway between two of its colours looks halfway, which sRGB's does not.
function oklab([r, g, b]: Rgb): Rgb {
  const [x, y, z] = [linear(r), linear(g), linear(b)];
  const l = Math.cbrt(0.4122214708 * x + 0.5363325363 * y + 0.0514459929 * z);
  const m = Math.cbrt(0.2119034982 * x + 0.6806995451 * y + 0.1073969566 * z);
  const s = Math.cbrt(0.0883024619 * x + 0.2817188376 * y + 0.6299787005 * z);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function rgb([lightness, a, b]: Rgb): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function encoded(share: number): number {
  const clipped = Math.min(1, Math.max(0, share));
  const gamma = clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(gamma * 255);
}
