/** 10^9 bytes: the unit of the slides, of papers, and of disk and card makers' labels for files. */
export const GB = 1e9;

/** 2^30 bytes: the unit in which drivers count a card's memory, whatever they call it. */
export const GIB = 2 ** 30;

export type ByteUnit = 'GB' | 'GiB';

/**
 * Converts a number of bytes to gigabytes (10^9) or gibibytes (2^30). The deck's worked example mixes the two
 * (facts §9, E10), which is why no function here returns anything but bytes.
 */
export function bytesIn(bytes: number, unit: ByteUnit): number {
  return bytes / (unit === 'GB' ? GB : GIB);
}
