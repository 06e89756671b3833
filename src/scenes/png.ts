/** Build time only: the frame of a PNG file. */
import { crc32, deflateSync } from 'node:zlib';

/** How a pixel is written: an index into a palette, or red, green, blue, opacity. */
export type PngColours = 'palette' | 'rgba';

/** The numbers that the format has for them. */
const COLOUR_TYPE: Readonly<Record<PngColours, number>> = { palette: 3, rgba: 6 };

/**
 * @param lines  8 bits a sample; each row of pixels begins with a byte for its filter, 0
 * @param before chunks that stand before the pixels, such as the palette
 */
export function png(
  width: number,
  height: number,
  colours: PngColours,
  lines: Buffer,
  before: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, COLOUR_TYPE[colours], 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    ...before,
    pngChunk('IDAT', deflateSync(lines, { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export function pngChunk(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
