import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type DType,
  defaultDevice,
  dispose,
  init,
  jit,
  np,
  type Tensor,
  type Tensors,
  toTensors,
  toValues,
  valueAndGrad,
} from '../../../src/training/engine';
import { lora } from '../../../src/training/methods/lora';
import type { MethodOptions, Prepared, Start } from '../../../src/training/methods/method';
import { MATRICES, type ModelConfig } from '../../../src/training/model/config';
import { forward } from '../../../src/training/model/forward';
import { initialWeights } from '../../../src/training/model/initial';
import { traceEverywhere } from '../../../src/training/own/everywhere';
import { GRAPH_LIMITS, type Graph } from '../../../src/training/own/graph';
import { prepareOwn, runGraph } from '../../../src/training/own/method';
import { traceOwnMethod } from '../../../src/training/own/sandbox';
import { TEMPLATES } from '../../../src/training/own/templates';
import { createRandom } from '../../../src/training/random';
import { lossFunction, noMoments, trainingStep } from '../../../src/training/step';

const config: ModelConfig = {
  vocab_size: 11,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  max_position_embeddings: 8,
  rope_theta: 10_000,
  rms_norm_eps: 1e-5,
};

const options: MethodOptions = {
  rank: 2,
  alpha: 6,
  scaling: 'rank',
  start: 'kaiming',
  targets: [...MATRICES],
  bottleneck: 2,
  virtualTokens: 2,
  prefixHidden: 0,
};

const start = (changes: Partial<ModelConfig> = {}): Start => {
  const shape = { ...config, ...changes };
  return { config: shape, options, base: initialWeights(shape, createRandom(1)), random: createRandom(2) };
};

async function prepare(source: string, given = start()) {
  const result = await traceEverywhere(source, given.config, given.options);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return prepareOwn(given, result.traces);
}

const batch = () => ({
  tokens: np.array([1, 2, 3, 4, 5, 6, 7, 8], { shape: [2, 4], dtype: 'int32' as DType }),
  targets: np.array([2, 3, 4, 5, 6, 7, 8, 9], { shape: [8], dtype: 'int32' as DType }),
  weights: np.full([8], 1 / 8),
});

/** B is moved away from zero, or A would have no gradient. */
function lively(trainable: Prepared['trainable']): Record<string, Tensor> {
  return toTensors(
    Object.fromEntries(
      Object.entries(trainable).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((value, i) => value + 0.1 * Math.sin(i + 1)) },
      ]),
    ),
  );
}

async function lossAndGradients(given: Start, prepared: Prepared) {
  const differentiate = valueAndGrad(lossFunction(given.config, prepared));
  const frozen = toTensors(prepared.frozen as Start['base']);
  const [loss, gradients] = jit(differentiate as never as (...all: unknown[]) => [Tensor, Tensors])(
    lively(prepared.trainable),
    frozen,
    batch(),
  );
  return { loss: (await loss.data())[0] as number, gradients: await toValues(gradients) };
}

beforeAll(async () => {
  await init('wasm');
  await init('cpu');
});

describe('on wasm', () => {
  beforeEach(() => void defaultDevice('wasm'));

  test('the template lora begins as LoRA does', async () => {
    const own = await prepare(TEMPLATES.lora);
    const theirs = lora.prepare(start());
    expect(Object.values(own.trainable)).toEqual(Object.values(theirs.trainable));
    expect(Object.keys(own.trainable).slice(0, 2)).toEqual([
      'model.layers.0.self_attn.q_proj.own_A',
      'model.layers.0.self_attn.q_proj.own_B',
    ]);
  });

  test('the template lora has the logits and the gradients of LoRA', async () => {
    const given = start();
    const results = [];
    const both: Prepared[] = [await prepare(TEMPLATES.lora, given), lora.prepare(start())];
    for (const prepared of both) {
      const trainable = lively(prepared.trainable);
      const frozen = toTensors(prepared.frozen as Start['base']);
      const weights = prepared.weights(frozen, trainable);
      const logits = await forward(config, weights, batch().tokens, prepared.adapt(trainable, frozen)).data();
      dispose(trainable);
      dispose(frozen);
      results.push({ logits, ...(await lossAndGradients(given, prepared)) });
    }
    const [own, theirs] = results as [(typeof results)[0], (typeof results)[0]];
    for (const [i, logit] of own.logits.entries()) expect(logit).toBeCloseTo(theirs.logits[i] as number, 6);
    expect(own.loss).toBeCloseTo(theirs.loss, 6);
    const [left, right] = [Object.values(own.gradients), Object.values(theirs.gradients)];
    expect(left).toHaveLength(2 * MATRICES.length);
    for (const [i, gradient] of left.entries()) {
      const expected = right[i] as typeof gradient;
      expect(Math.max(...expected.data.map(Math.abs))).toBeGreaterThan(1e-5);
      for (const [at, value] of gradient.data.entries())
        expect(value).toBeCloseTo(expected.data[at] as number, 6);
    }
  });

  test.each(Object.entries(TEMPLATES))(
    'the template %s learns, and leaves nothing behind',
    async (name, source) => {
      const given = start({ num_hidden_layers: 2 });
      const prepared = await prepare(source, given);
      const step = trainingStep(given.config, prepared);
      const frozen = toTensors(prepared.frozen as Start['base']);
      let trainable: Record<string, Tensor> = toTensors(prepared.trainable);
      let moments = noMoments(trainable) as Parameters<typeof step>[1];
      const losses: number[] = [];
      for (let i = 1; i <= 8; i++) {
        const kept = Object.fromEntries(Object.entries(frozen).map(([key, tensor]) => [key, tensor.ref]));
        const rate = np.array([0.02 / (1 - 0.9 ** i), 1 / (1 - 0.999 ** i)]);
        const result = step(trainable, moments, kept, batch(), rate);
        losses.push((await result.loss.data())[0] as number);
        trainable = result.trainable;
        moments = result.moments as typeof moments;
      }
      expect(losses.at(-1)).toBeLessThan((losses[0] as number) - 0.01);
      expect(Object.values(frozen).map(({ refCount }) => refCount)).toEqual(
        Object.values(frozen).map(() => 1),
      );
      const untrained = Object.keys(prepared.frozen).filter((key) => key.includes('.own_'));
      expect(untrained).toHaveLength(name === 'vectors' ? 2 * 2 * MATRICES.length : 0);
    },
  );

  test('a method may do something else in each layer', async () => {
    const given = start({ num_hidden_layers: 2 });
    const source = TEMPLATES.bias
      .replace('function layer({', 'function layer({ layer: at,')
      .replace('.add(bias)', '.add(at === 0 ? bias : bias.tanh())');
    const { trainable } = await prepare(source, given);
    expect(Object.keys(trainable)).toContain('model.layers.1.mlp.down_proj.own_bias');
  });

  test('the limit on numbers is one for all places', async () => {
    const wide = { ...config, num_hidden_layers: 8, hidden_size: 256, intermediate_size: 512 };
    expect(await traceEverywhere(TEMPLATES.lora, wide, { ...options, rank: 64 })).toMatchObject({
      problem: { kind: 'tooManyNumbers', limit: GRAPH_LIMITS.numbers },
    });
  });

  test('a target without a graph is refused', () => {
    expect(() => prepareOwn(start(), new Map())).toThrow(
      'no graph [8, 8] for model.layers.0.self_attn.q_proj',
    );
  });
});

describe('in float64, by finite differences', () => {
  beforeEach(() => void defaultDevice('cpu'));
  afterEach(() => void defaultDevice('wasm'));

  const expressions: readonly [string, (a: number, b: number) => number][] = [
    ['a.neg()', (a) => -a],
    ['a.exp()', (a) => Math.exp(a)],
    ['a.square().add(1).log()', (a) => Math.log(a * a + 1)],
    ['a.square().add(1).sqrt()', (a) => Math.sqrt(a * a + 1)],
    ['a.square()', (a) => a * a],
    ['a.abs()', (a) => Math.abs(a)],
    ['a.tanh()', (a) => Math.tanh(a)],
    ['a.sigmoid()', (a) => 1 / (1 + Math.exp(-a))],
    ['a.relu()', (a) => Math.max(a, 0)],
    ['a.silu()', (a) => a / (1 + Math.exp(-a))],
    ['a.gelu()', (a) => (a * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (a + 0.044715 * a ** 3)))) / 2],
    ['a.mul(b)', (a, b) => a * b],
    ['a.sub(b).sub(2)', (a, b) => a - b - 2],
    ['a.div(b.square().add(1)).div(4)', (a, b) => a / (b * b + 1) / 4],
    ['a.add(b).add(a)', (a, b) => 2 * a + b],
  ];
  const rows: readonly [string][] = [
    ['a.softmax()'],
    ['a.mul(a.sum())'],
    ['a.mul(a.mean())'],
    ['a.mul(a.max())'],
    ['a.linear(W.transpose().matmul(W).mul(b))'],
    ['a.matmul(W.mul(b.transpose()))'],
  ];

  async function graphOf(expression: string): Promise<Graph> {
    const result = await traceOwnMethod(
      `function layer({ x, W, parameter }) {
        const b = parameter('b', [1, 3], 'ones'), a = x.mul(b);
        return ${expression}.add(b.mul(0));
      }`,
      { inputs: 3, outputs: 3, rank: 1, alpha: 1, layer: 0, matrix: 'q_proj' },
    );
    if ('problem' in result) throw new Error(JSON.stringify(result.problem));
    return result.graph;
  }

  const float64 = 'float64' as DType;
  const x = [0.3, -1.2, 0.7, 1.9, -0.4, 0.25];
  const w = [0.5, -0.3, 0.8, 0.1, 0.9, -0.7, -0.2, 0.4, 0.6];
  const numbers = (data: readonly number[], shape: number[]) =>
    np.array(Float64Array.from(data) as never, { shape, dtype: float64 });
  const apply = (graph: Graph, b: Tensor) => {
    const result = runGraph(graph, numbers(x, [2, 3]), numbers(w, [3, 3]), () => b.ref);
    b.dispose();
    return result;
  };

  async function checkGradient(graph: Graph): Promise<void> {
    // Weighted, since a sum alone hides mistakes (that of a softmax is constant).
    const loss = (b: Tensor) =>
      apply(graph, b)
        .mul(numbers([1, -2, 3, 0.5, 2, -1], [2, 3]))
        .sum();
    const b = [1.1, 0.8, -0.9];
    const [value, gradient] = valueAndGrad(loss)(numbers(b, [1, 3])) as unknown as [Tensor, Tensor];
    value.dispose();
    const found = await gradient.data();
    for (const i of b.keys()) {
      const at = async (change: number) =>
        (
          await loss(
            numbers(
              b.map((each, j) => (i === j ? each + change : each)),
              [1, 3],
            ),
          ).data()
        )[0] as number;
      expect(found[i]).toBeCloseTo(((await at(1e-5)) - (await at(-1e-5))) / 2e-5, 6);
    }
  }

  test.each(expressions)('%s', async (expression, formula) => {
    const graph = await graphOf(expression);
    const b = [1.1, 0.8, -0.9];
    const found = await apply(graph, numbers(b, [1, 3])).data();
    for (const [i, each] of x.entries()) {
      const by = b[i % 3] as number;
      expect(found[i]).toBeCloseTo(formula(each * by, by), 7);
    }
    await checkGradient(graph);
  });

  test.each(rows)('%s', async (expression) => checkGradient(await graphOf(expression)));

  test('an unused weight is given back', async () => {
    const graph = await graphOf('a.neg()');
    const weight = numbers(w, [3, 3]);
    const b = numbers([1, 1, 1], [1, 3]);
    await runGraph(graph, numbers(x, [2, 3]), weight.ref, () => b.ref).data();
    expect([weight.refCount, b.refCount]).toEqual([1, 1]);
    weight.dispose();
    b.dispose();
  });
});
