/** A picture made of formulas alone: a lighthouse at dusk. */
export const PICTURE_SIZE = 128;

/** Brightness, −1 black to 1 white, row by row from the top. */
export function lighthouse(): Float64Array {
  const data = new Float64Array(PICTURE_SIZE * PICTURE_SIZE);
  for (let row = 0; row < PICTURE_SIZE; row++) {
    for (let column = 0; column < PICTURE_SIZE; column++) {
      data[row * PICTURE_SIZE + column] = brightness(
        (column + 0.5) / PICTURE_SIZE,
        (row + 0.5) / PICTURE_SIZE,
      );
    }
  }
  return data;
}

const HORIZON = 0.66;
const LAMP = { x: 0.36, y: 0.235 };
const SUN = { x: 0.78, y: 0.54, radius: 0.085 };

/** 0 outside, 1 inside, with an edge as wide as a pixel: `depth` is how far inside. */
const inside = (depth: number): number => Math.min(1, Math.max(0, depth * PICTURE_SIZE + 0.5));
const mix = (under: number, over: number, share: number): number => under + (over - under) * share;

/** x to the right and y down, each from 0 to 1. */
function brightness(x: number, y: number): number {
  let light = y < HORIZON ? sky(x, y) : sea(x, y);
  light = mix(light, 0.95, beam(x, y));
  // The island: two humps of rock.
  const shore = Math.max(0.17 - ((x - 0.3) / 0.34) ** 2 * 0.17, 0.1 - ((x - 0.55) / 0.2) ** 2 * 0.1);
  const rock = -0.8 + 0.16 * Math.sin(41 * x + 13 * y) * Math.sin(23 * y - 17 * x);
  light = mix(light, rock, inside(y - (0.86 - shore)) * inside(0.88 - y));
  return tower(x, y, light);
}

function sky(x: number, y: number): number {
  const dusk = -0.72 + 1.15 * (y / HORIZON) ** 1.7;
  const away = Math.hypot(x - SUN.x, y - SUN.y);
  const glow = 0.5 * Math.exp(-((away / 0.16) ** 2));
  const cloud = 0.17 * Math.exp(-(((y - 0.2 - 0.03 * Math.sin(9 * x)) / 0.035) ** 2)) * (0.5 + 0.5 * x);
  return mix(Math.min(1, dusk + glow + cloud), 1, inside(SUN.radius - away));
}

function sea(x: number, y: number): number {
  const depth = (y - HORIZON) / (1 - HORIZON);
  const waves = 0.12 * Math.sin(70 * depth ** 0.7 * (1 + 0.15 * Math.sin(5 * x)) + 8 * Math.sin(3 * x));
  const road = 0.75 * Math.exp(-(((x - SUN.x) / (0.05 + 0.09 * depth)) ** 2)) * (1 - 0.5 * depth);
  return Math.min(1, -0.35 - 0.4 * depth + waves + road * (0.6 + 3 * Math.max(0, waves)));
}

/** The lamp's two beams, fainter with the distance. */
function beam(x: number, y: number): number {
  const [along, across] = [x - LAMP.x, y - LAMP.y + 0.16 * (x - LAMP.x)];
  const width = 0.012 + 0.16 * Math.abs(along);
  return Math.abs(along) < 0.03
    ? 0
    : 0.62 * inside(width - Math.abs(across)) * Math.exp(-1.7 * Math.abs(along));
}

function tower(x: number, y: number, behind: number): number {
  const [top, foot] = [0.28, 0.73];
  const share = (y - top) / (foot - top);
  const half = 0.043 + 0.032 * share;
  // Lit from the right, as the sun stands.
  const round = 0.35 * ((x - LAMP.x) / half);
  const stripe = Math.floor(share * 5) % 2 === 0 ? 0.62 : -0.62;
  let light = mix(
    behind,
    stripe + round,
    inside(half - Math.abs(x - LAMP.x)) * inside(y - top) * inside(foot - y),
  );
  light = mix(light, -0.9, inside(0.062 - Math.abs(x - LAMP.x)) * inside(0.012 - Math.abs(y - top)));
  light = mix(light, 1, inside(0.03 - Math.abs(x - LAMP.x)) * inside(0.036 - Math.abs(y - LAMP.y)));
  // The roof, a triangle.
  return mix(light, -0.85, inside(Math.min(LAMP.y - 0.034 - y, (y - 0.14) * 0.75 - Math.abs(x - LAMP.x))));
}
