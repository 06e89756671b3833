import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../src/training/gradientCheck';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import { METHOD_IDS } from '../../src/training/methods/method';
import { MATRICES } from '../../src/training/model/config';

const OPTIONS = { ...DEFAULT_OPTIONS, targets: MATRICES };

describe('gradients against central differences in float64', () => {
  it.each(METHOD_IDS)(
    '%s',
    async (method) => {
      const { rows, worst } = await checkGradients(method, OPTIONS);
      expect(rows.length).toBeGreaterThan(3);
      expect(rows.some(({ backward }) => Math.abs(backward) > 1e-4)).toBe(true);
      expect(worst).toBeLessThan(1e-7);
    },
    60_000,
  );

  it('prefix with its network', async () => {
    const { worst } = await checkGradients('prefix', { ...OPTIONS, prefixHidden: 4 });
    expect(worst).toBeLessThan(1e-7);
  }, 60_000);
});
