import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LARGEST, readInChild } from '../../../tools/bench/brought';
import { ROOT } from '../../../tools/lib/npm.mjs';
import { SMOL, writeSyntheticCheckpoint } from '../../../tools/lib/syntheticCheckpoint';

it('reads 135 M parameters with one tensor and 100 MB beside the weights', async () => {
  const folder = join(ROOT, '.cache', 'synthetic-135m-test');
  writeSyntheticCheckpoint(folder, SMOL);
  try {
    const { read, parameters } = await readInChild(folder, 'lora', 0);
    expect(parameters).toBe(134_515_008);
    expect(read.held).toBe(4 * parameters);
    expect(read.peak).toBeGreaterThan(read.held);
    expect(read.peak).toBeLessThan(read.held + LARGEST + 100e6);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);
