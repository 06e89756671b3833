import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  defaultDevice,
  init,
  type NamedValues,
  np,
  type Tensor,
  toDeviceArrays,
  toTensors,
} from '../../src/training/engine';
import { LOOKED_TOKENS, type Looks } from '../../src/training/laboratory/api';
import { measureLatency, quantile } from '../../src/training/laboratory/latency';
import { Lookers, meanCosine, nearestTokens, tokenName } from '../../src/training/laboratory/looks';
import { BASE, Reader } from '../../src/training/laboratory/model';
import { METHODS } from '../../src/training/methods';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import type { MethodId } from '../../src/training/methods/method';
import type { ModelConfig } from '../../src/training/model/config';
import { forward } from '../../src/training/model/forward';
import { initialWeights } from '../../src/training/model/initial';
import { createRandom } from '../../src/training/random';
import { createTokenizer } from '../../src/training/tokenizer';
import { referenceAttention } from './reference';

const CONFIG: ModelConfig = {
  vocab_size: 768,
  hidden_size: 16,
  intermediate_size: 20,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 128,
  rope_theta: 10000,
  rms_norm_eps: 1e-5,
};
const OPTIONS = { ...DEFAULT_OPTIONS, bottleneck: 5, virtualTokens: 4 };
const WEIGHTS = initialWeights(CONFIG, createRandom(5, 'looks'));
const json = (name: string) => JSON.parse(readFileSync(`public/models/tiny/${name}`, 'utf8'));
const TOKENIZER = createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
const TEXT = 'She has a white whistle.';

beforeAll(async () => {
  await init('wasm');
  defaultDevice('wasm');
});

/** A method as it starts, its zeros replaced by small numbers so that each part of it does something. */
function started(id: MethodId) {
  const start = { config: CONFIG, options: OPTIONS, base: WEIGHTS, random: createRandom(2, id) };
  const prepared = METHODS[id].prepare(start);
  const random = createRandom(3, id);
  const values: Record<string, NamedValues[string]> = {};
  for (const [name, { shape, data }] of Object.entries(prepared.trainable)) {
    const own = id === 'prompt' ? data : data.map((value) => value + 0.3 * random.gaussian());
    values[name] = { shape, data: own };
  }
  return { method: id, prepared, values, frozen: toDeviceArrays(prepared.frozen), step: 7 };
}
const lookers = new Lookers({ config: CONFIG, tokenizer: TOKENIZER, weights: WEIGHTS });

async function look(id: MethodId | 'base'): Promise<Looks> {
  const ids = lookers.read(TEXT);
  if (id === 'base') {
    const looked = { method: id, prepared: BASE, frozen: toTensors(WEIGHTS), trainable: {}, step: 0 };
    return lookers.look(looked, ids, 'now');
  }
  const { values, ...rest } = started(id);
  return lookers.look({ ...rest, trainable: toTensors(values) }, ids, 'now');
}

/** The shares of one row of a look. */
function rowOf({ attention, tokens, virtual, heads }: Looks, layer: number, head: number, token: number) {
  const columns = virtual + tokens.length;
  const from = ((layer * heads + head) * tokens.length + token) * columns;
  return attention.subarray(from, from + columns);
}

describe('attention', () => {
  it.each(['base', 'lora', 'prefix', 'prompt'] as const)(
    'of %s: rows sum to 1 and are causal',
    async (id) => {
      const looks = await look(id);
      const { layers, heads, tokens, virtual } = looks;
      expect([layers, heads, virtual]).toEqual([2, 2, id === 'prefix' || id === 'prompt' ? 4 : 0]);
      expect(looks.attention).toHaveLength(2 * 2 * tokens.length * (virtual + tokens.length));
      for (let layer = 0; layer < layers; layer++) {
        for (let head = 0; head < heads; head++) {
          for (let token = 0; token < tokens.length; token++) {
            const row = rowOf(looks, layer, head, token);
            expect(row.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
            expect([...row.subarray(virtual + token + 1)].every((each) => each === 0)).toBe(true);
            expect(row.subarray(0, virtual + token + 1).every((each) => each > 0)).toBe(true);
          }
        }
      }
    },
  );

  it('of the base is what the formulas say', async () => {
    const looks = await look('base');
    const ids = lookers.read(TEXT);
    const expected = referenceAttention(CONFIG, WEIGHTS, ids);
    expected.forEach((heads, layer) => {
      heads.forEach((rows, head) => {
        rows.forEach((row, token) => {
          const own = rowOf(looks, layer, head, token);
          row.forEach((share, column) => {
            expect(own[column]).toBeCloseTo(share, 5);
          });
        });
      });
    });
  });

  it('of a prefix keeps the ratios among the tokens in the first layer', async () => {
    const [base, prefixed] = [await look('base'), await look('prefix')];
    const token = base.tokens.length - 1;
    // The positions stand P further on, which rotary embeddings do not see in differences.
    const [plain, row] = [rowOf(base, 0, 1, token), rowOf(prefixed, 0, 1, token).subarray(4)];
    const left = row.reduce((sum, each) => sum + each, 0);
    expect(left).toBeLessThan(1);
    row.forEach((share, at) => {
      expect(share / left).toBeCloseTo(plain[at] as number, 4);
    });
  });

  it.each(['prefix', 'adapter'] as const)('watched, %s computes the same logits', async (id) => {
    const { prepared, values, frozen } = started(id);
    const tokens = () =>
      np.array(Int32Array.from(lookers.read(TEXT)), { shape: [1, lookers.read(TEXT).length] });
    const pass = async (watch?: Parameters<typeof forward>[5]) => {
      const trainable = toTensors(values);
      const weights = prepared.weights(frozen, trainable);
      const adaptation = prepared.adapt(trainable, frozen);
      return forward(CONFIG, weights, tokens(), adaptation, undefined, watch).data();
    };
    const seen: Tensor[] = [];
    const watched = await pass({ attention: (_, shares) => seen.push(shares) });
    expect([...watched]).toEqual([...(await pass())]);
    expect(seen).toHaveLength(2);
  });
});

describe('adapters', () => {
  it('are seen in every layer and sublayer, and their parts add up', async () => {
    const looks = await look('adapter');
    const { values } = started('adapter');
    expect(looks.adapters.map(({ layer, sublayer }) => `${layer} ${sublayer}`)).toEqual([
      '0 attention',
      '0 feedForward',
      '1 attention',
      '1 feedForward',
    ]);
    for (const { layer, sublayer, signal, narrow, added } of looks.adapters) {
      expect([signal.columns, narrow.columns, added.columns]).toEqual([16, 5, 16]);
      expect([...narrow.data].every((value) => value >= 0)).toBe(true);
      const name = `model.layers.${layer}.adapter_${sublayer === 'attention' ? 'attention' : 'mlp'}`;
      const part = (which: string) => values[`${name}.${which}`]?.data as Float32Array;
      for (let token = 0; token < looks.tokens.length; token++) {
        const h = signal.data.subarray(token * 16, (token + 1) * 16);
        const inner = Array.from({ length: 5 }, (_, j) =>
          Math.max(
            0,
            h.reduce((sum, x, i) => sum + x * (part('down.weight')[j * 16 + i] as number), 0) +
              (part('down.bias')[j] as number),
          ),
        );
        inner.forEach((value, j) => {
          expect(narrow.data[token * 5 + j]).toBeCloseTo(value, 4);
        });
        for (let i = 0; i < 16; i++) {
          const sum = inner.reduce((total, x, j) => total + x * (part('up.weight')[i * 5 + j] as number), 0);
          expect(added.data[token * 16 + i]).toBeCloseTo(sum + (part('up.bias')[i] as number), 4);
        }
      }
    }
  });

  it('at their start are those of before the first step', async () => {
    const { values, ...rest } = started('adapter');
    const ids = lookers.read(TEXT);
    const before = await lookers.look({ ...rest, trainable: toTensors(values) }, ids, 'start');
    expect(before.step).toBe(0);
    const length = (data: Float32Array) => Math.hypot(...data);
    for (const { signal, added } of before.adapters) {
      // Deviation 0.01: 0.01²·√(H·R / 2) of the signal.
      expect(length(added.data) / length(signal.data)).toBeLessThan(5e-3);
    }
  });
});

describe('a prompt beside the vocabulary', () => {
  it('started from words has those words as its nearest tokens', async () => {
    const looks = await look('prompt');
    const { data } = started('prompt').prepared.trainable['prompt_embeddings'] as NamedValues[string];
    const embeddings = WEIGHTS['model.embed_tokens.weight']?.data as Float32Array;
    expect(looks.prompt).toHaveLength(4);
    looks.prompt.forEach(({ norm, nearest }, index) => {
      const vector = data.subarray(index * 16, (index + 1) * 16);
      const word = Array.from({ length: 768 }, (_, id) => id).find((id) =>
        vector.every((value, at) => value === embeddings[id * 16 + at]),
      ) as number;
      expect(nearest[0]?.token).toBe(tokenName(TOKENIZER, word));
      expect(nearest[0]?.cosine).toBeCloseTo(1, 6);
      expect(nearest[1]?.cosine).toBeLessThan(1);
      expect(norm).toBeCloseTo(Math.hypot(...vector), 5);
    });
  });

  it('finds the direction, whatever the length', () => {
    const vocabulary = {
      tokens: ['east', 'north', 'west'],
      vectors: [Float32Array.of(1, 0), Float32Array.of(0, 3), Float32Array.of(-2, 0)],
    };
    const [look] = nearestTokens(Float32Array.of(-0.1, 0.2), vocabulary);
    expect(look?.nearest.map(({ token }) => token)).toEqual(['north', 'west', 'east']);
    expect(look?.nearest[0]?.cosine).toBeCloseTo(2 / Math.sqrt(5), 6);
    expect(look?.typicalNorm).toBe(2);
    expect(meanCosine(vocabulary)).toBeCloseTo(-1 / 3, 12);
  });
});

describe('a text', () => {
  it('is told token by token, with bytes by their number', () => {
    expect(lookers.read('a b').map((id) => tokenName(TOKENIZER, id))).toEqual(['<bos>', 'a', '␣', 'b']);
    const names = TOKENIZER.encode('中').map((id) => tokenName(TOKENIZER, id));
    expect(names.slice(-3)).toEqual(['0xE4', '0xB8', '0xAD']);
    expect(TOKENIZER.encode('x\ny').map((id) => tokenName(TOKENIZER, id))).toContain('⏎');
  });

  it('may be too long, which is said with the numbers', () => {
    const text = 'mill '.repeat(LOOKED_TOKENS);
    expect(() => lookers.read(text)).toThrow(
      expect.objectContaining({ kind: 'data', detail: 'lookTooLong' }),
    );
  });
});

it('times every contender as often, in the order asked', async () => {
  const reader = new Reader(CONFIG, TOKENIZER, BASE);
  const weighted = { frozen: toTensors(WEIGHTS), trainable: {} };
  const report = await measureLatency(
    [
      { method: 'base', how: 'base', reader, weighted },
      { method: 'lora', how: 'merged', reader, weighted },
    ],
    lookers.read(TEXT),
    TOKENIZER.pad,
    async () => {},
  );
  expect(report.positions).toBe(32);
  expect(report.rows.map(({ method, how }) => `${method} ${how}`)).toEqual(['base base', 'lora merged']);
  for (const { lower, median, upper } of report.rows) {
    expect(lower).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(lower);
    expect(upper).toBeGreaterThanOrEqual(median);
  }
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([5], 0.75)).toBe(5);
});
