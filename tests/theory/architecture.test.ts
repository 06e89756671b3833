import { describe, expect, it } from 'vitest';
import { MODELS } from '../../src/facts/models';
import {
  type Architecture,
  layerMatrices,
  MATRIX_NAMES,
  validateArchitecture,
} from '../../src/theory/architecture';
import { architectureOf, HOSTILE } from './architectures';

const llama = architectureOf('llama-7b');

describe('layerMatrices', () => {
  it('gives the seven matrices of a LLaMA layer', () => {
    expect(layerMatrices(llama)).toEqual([
      { name: 'q', inFeatures: 4096, outFeatures: 4096, count: 1 },
      { name: 'k', inFeatures: 4096, outFeatures: 4096, count: 1 },
      { name: 'v', inFeatures: 4096, outFeatures: 4096, count: 1 },
      { name: 'o', inFeatures: 4096, outFeatures: 4096, count: 1 },
      { name: 'gate', inFeatures: 4096, outFeatures: 11008, count: 1 },
      { name: 'up', inFeatures: 4096, outFeatures: 11008, count: 1 },
      { name: 'down', inFeatures: 11008, outFeatures: 4096, count: 1 },
    ]);
  });

  it('narrows k and v in grouped-query attention', () => {
    const shapes = layerMatrices(architectureOf('llama-3.1-8b')).slice(0, 4);
    expect(shapes.map(({ inFeatures, outFeatures }) => [inFeatures, outFeatures])).toEqual([
      [4096, 4096],
      [4096, 1024],
      [4096, 1024],
      [4096, 4096],
    ]);
  });

  it('takes the head size as given: Qwen3 0.6B widens its queries from 1024 to 2048', () => {
    const shapes = layerMatrices(architectureOf('qwen3-0.6b')).slice(0, 4);
    expect(shapes.map(({ inFeatures, outFeatures }) => [inFeatures, outFeatures])).toEqual([
      [1024, 2048],
      [1024, 1024],
      [1024, 1024],
      [2048, 1024],
    ]);
  });

  it('has no gate in GPT-2', () => {
    expect(layerMatrices(architectureOf('gpt2')).map(({ name }) => name)).toEqual([
      'q',
      'k',
      'v',
      'o',
      'up',
      'down',
    ]);
  });

  it('counts each feed-forward matrix once an expert', () => {
    const counts = layerMatrices(architectureOf('qwen3-30b-a3b')).map(({ name, outFeatures, count }) => [
      name,
      outFeatures,
      count,
    ]);
    expect(counts).toEqual([
      ['q', 4096, 1],
      ['k', 512, 1],
      ['v', 512, 1],
      ['o', 2048, 1],
      ['gate', 768, 128],
      ['up', 768, 128],
      ['down', 2048, 128],
    ]);
  });

  it('keeps the order of MATRIX_NAMES for every model', () => {
    for (const { architecture } of MODELS) {
      const names = layerMatrices(architecture).map(({ name }) => name);
      expect(names).toEqual(MATRIX_NAMES.filter((name) => names.includes(name)));
    }
  });
});

describe('validateArchitecture', () => {
  it.each(MODELS.map(({ id, architecture }) => [id, architecture] as const))(
    'accepts %s',
    (_id, architecture) => {
      expect(() => validateArchitecture(architecture)).not.toThrow();
    },
  );

  const sizes = [
    'numHiddenLayers',
    'hiddenSize',
    'numAttentionHeads',
    'numKeyValueHeads',
    'headDim',
    'intermediateSize',
    'vocabSize',
  ] as const;

  it.each(sizes)('refuses a hostile %s by name', (field) => {
    for (const value of HOSTILE) {
      const broken = { ...llama, [field]: value };
      expect(() => validateArchitecture(broken), String(value)).toThrow(RangeError);
      expect(() => validateArchitecture(broken), String(value)).toThrow(field);
    }
  });

  it('takes 0 learned positions but no hostile number of them', () => {
    expect(() => validateArchitecture({ ...llama, learnedPositions: 0 })).not.toThrow();
    for (const value of HOSTILE.filter((value) => value !== 0)) {
      expect(() => validateArchitecture({ ...llama, learnedPositions: value })).toThrow('learnedPositions');
    }
  });

  it('takes no embedding size, but no hostile one', () => {
    for (const value of HOSTILE) {
      expect(() => validateArchitecture({ ...llama, embeddingSize: value })).toThrow('embeddingSize');
    }
  });

  it('refuses key-value heads that do not divide the heads', () => {
    expect(() => validateArchitecture({ ...llama, numKeyValueHeads: 5 })).toThrow('numKeyValueHeads');
    expect(() => validateArchitecture({ ...llama, numKeyValueHeads: 64 })).toThrow('numKeyValueHeads');
  });

  it('refuses choices outside their set', () => {
    expect(() => validateArchitecture({ ...llama, norm: 'batch' } as unknown as Architecture)).toThrow(
      'norm',
    );
    expect(() => validateArchitecture({ ...llama, normsPerLayer: 3 } as unknown as Architecture)).toThrow(
      'normsPerLayer',
    );
  });

  it('refuses bad experts', () => {
    const experts = { count: 8, active: 2, intermediateSize: 14336 };
    expect(() => validateArchitecture({ ...llama, experts })).not.toThrow();
    expect(() => validateArchitecture({ ...llama, experts: { ...experts, active: 9 } })).toThrow(
      'experts.active',
    );
    for (const field of ['count', 'active', 'intermediateSize'] as const) {
      for (const value of HOSTILE) {
        const broken = { ...llama, experts: { ...experts, [field]: value } };
        expect(() => validateArchitecture(broken), String(value)).toThrow(`experts.${field}`);
      }
    }
  });
});
