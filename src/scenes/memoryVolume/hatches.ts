import { CanvasTexture, RepeatWrapping, SRGBColorSpace, type Texture } from 'three';

const TILE = 64;

type Stroke = (pen: CanvasRenderingContext2D) => void;

function line(pen: CanvasRenderingContext2D, ...points: [number, number, number, number]): void {
  const [x1, y1, x2, y2] = points;
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

/** The same pattern for the same role as in the flat drawings (`Hatches.astro`). */
const STROKES: Readonly<Record<string, Stroke>> = {
  trained: (pen) => {
    for (let x = 8; x < TILE; x += 16) line(pen, x, 0, x, TILE);
  },
  gradients: (pen) => {
    for (let offset = -TILE; offset < TILE; offset += 16) line(pen, offset, TILE, offset + TILE, 0);
  },
  optimizer: (pen) => {
    for (let offset = -TILE; offset < TILE; offset += 16) {
      line(pen, offset, 0, offset + TILE, TILE);
      line(pen, offset, TILE, offset + TILE, 0);
    }
  },
  activations: (pen) => {
    for (let x = 8; x < TILE; x += 16) {
      for (let y = 8; y < TILE; y += 16) {
        pen.beginPath();
        pen.arc(x, y, 2.6, 0, 2 * Math.PI);
        pen.fill();
      }
    }
  },
  logits: (pen) => {
    for (let y = 8; y < TILE; y += 16) line(pen, 0, y, TILE, y);
  },
  other: (pen) => {
    for (let offset = -TILE; offset < TILE; offset += 16) line(pen, offset, 0, offset + TILE, TILE);
  },
};

/** A repeating tile in a role's colour and pattern. */
export function hatchTexture(term: string, colour: string): Texture {
  const canvas = document.createElement('canvas');
  canvas.width = TILE;
  canvas.height = TILE;
  const pen = canvas.getContext('2d');
  if (pen) {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, TILE, TILE);
    pen.strokeStyle = 'rgb(0 0 0 / 45%)';
    pen.fillStyle = 'rgb(0 0 0 / 45%)';
    pen.lineWidth = 2.4;
    STROKES[term]?.(pen);
  }
  const texture = new CanvasTexture(canvas);
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.colorSpace = SRGBColorSpace;
  return texture;
}
