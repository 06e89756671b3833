import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256 } from '../../../src/training/formats/sha256';
import DIGESTS from '../../../src/training/laboratory/digests.json';

const nodes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it('is SHA-256, at every length around a block', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) % 256);
    expect(sha256(bytes)).toBe(nodes(bytes));
  }
});

it('is SHA-256 of a part of a buffer too', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 1000 }), (bytes) => {
      const part = bytes.subarray(3, bytes.length - 2);
      expect(sha256(part)).toBe(nodes(part));
    }),
    { numRuns: 50 },
  );
});

it('the shipped model’s files have the digests that the laboratory holds them against', () => {
  for (const [name, digest] of Object.entries(DIGESTS))
    expect(nodes(readFileSync(`public/models/tiny/${name}`)), name).toBe(digest);
  expect(Object.keys(DIGESTS)).toHaveLength(5);
});
