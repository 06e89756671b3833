import { describe, expect, it } from 'vitest';
import { MODELS } from '../../src/facts/models';
import { ATTENTION_MATRICES, layerMatrices, MATRIX_NAMES } from '../../src/theory/architecture';
import { storedMatrices, targetedMatrices } from '../../src/theory/storedMatrices';
import { architectureOf } from './architectures';

describe('storedMatrices', () => {
  it('joins q, k and v of GPT-2 to c_attn', () => {
    const shapes = storedMatrices(architectureOf('gpt2')).map(({ parts, inFeatures, outFeatures }) => [
      parts.join(''),
      inFeatures,
      outFeatures,
    ]);
    expect(shapes).toEqual([
      ['qkv', 768, 2304],
      ['o', 768, 768],
      ['up', 768, 3072],
      ['down', 3072, 768],
    ]);
  });

  it('joins gate and up only where there is a gate', () => {
    const fusedGateUp = true;
    const names = (id: string) =>
      storedMatrices({ ...architectureOf(id), fusedGateUp }).map(({ parts }) => parts.join('+'));
    expect(names('llama-7b')).toEqual(['q', 'k', 'v', 'o', 'gate+up', 'down']);
    expect(names('opt-6.7b')).toEqual(['q', 'k', 'v', 'o', 'up', 'down']);
  });

  it('holds the weights of layerMatrices, joined or not', () => {
    for (const { id, architecture } of MODELS) {
      const sum = (
        matrices: readonly {
          readonly inFeatures: number;
          readonly outFeatures: number;
          readonly count: number;
        }[],
      ) => matrices.reduce((all, each) => all + each.inFeatures * each.outFeatures * each.count, 0);
      const joined = { ...architecture, fusedQkv: true, fusedGateUp: true };
      expect(sum(storedMatrices(architecture)), id).toBe(sum(layerMatrices(architecture)));
      expect(sum(storedMatrices(joined)), id).toBe(sum(layerMatrices(architecture)));
    }
  });
});

describe('targetedMatrices', () => {
  it('takes a joined matrix whole, whichever part is named', () => {
    const gpt2 = architectureOf('gpt2');
    const all = targetedMatrices(gpt2, ['q', 'k', 'v']);
    expect(all).toHaveLength(1);
    for (const name of ['q', 'k', 'v'] as const) expect(targetedMatrices(gpt2, [name])).toEqual(all);
  });

  it('takes single matrices by name', () => {
    const llama = architectureOf('llama-7b');
    expect(targetedMatrices(llama, ATTENTION_MATRICES)).toHaveLength(4);
    expect(targetedMatrices(llama, MATRIX_NAMES)).toHaveLength(7);
    expect(targetedMatrices(llama, [])).toEqual([]);
  });
});
