import { describe, expect, it } from 'vitest';
import { layerMatrices, MATRIX_NAMES } from '../../../src/theory/architecture';
import { countDora } from '../../../src/theory/methods/dora';
import { countLora, countParameters } from '../../../src/theory/parameters';
import { architectureOf } from '../architectures';

describe('countDora', () => {
  it("gives QDoRA's printout for Llama 3 8B, whose packed 4-bit weights count half", () => {
    const llama = architectureOf('llama-3-8b');
    const trainable = countDora(llama, 8, MATRIX_NAMES);
    expect(trainable).toBe(22_347_776);

    const layer = layerMatrices(llama).reduce((sum, each) => sum + each.inFeatures * each.outFeatures, 0);
    const linear = llama.numHiddenLayers * layer;
    expect(linear).toBe(6_979_321_856);
    expect(countParameters(llama).total - linear / 2 + trainable).toBe(4_562_948_096);
  });

  it('adds one magnitude an output to LoRA, whatever the rank', () => {
    const llama = architectureOf('llama-3.1-8b');
    for (const rank of [1, 8, 64]) {
      const added = countDora(llama, rank, ['q', 'k']) - countLora(llama, rank, ['q', 'k']);
      expect(added).toBe(32 * (4096 + 1024));
    }
  });
});
