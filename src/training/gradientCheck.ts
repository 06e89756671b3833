import {
  DType,
  defaultDevice,
  init,
  np,
  references,
  type Tensor,
  type Tensors,
  valueAndGrad,
} from './engine';
import type { GradientReport, LabMethod } from './laboratory/api';
import { prepareMethod } from './laboratory/prepareMethod';
import { doraWithWholeGradient } from './methods/dora';
import type { MethodOptions, Prepared } from './methods/method';
import type { ModelConfig } from './model/config';
import { initialWeights } from './model/initial';
import { createRandom } from './random';
import { lossFunction } from './step';

/** Small enough for float64 in the engine's interpreter, with two layers so that gradients cross one. */
const CONFIG: ModelConfig = {
  vocab_size: 11,
  hidden_size: 4,
  intermediate_size: 6,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  max_position_embeddings: 8,
  rope_theta: 10000,
  rms_norm_eps: 1e-5,
};

/** Rows and positions of the batch. */
const SHAPE = [2, 4] as const;

/** The step of the central difference: its error is about h²·f‴/6 + 1e-16/h, least near here. */
const STEP = 1e-5;

/** Numbers checked: two in each tensor, and more where there are few tensors. */
const CHECKED = { perTensor: 2, least: 8 } as const;

/** Sizes of the check's methods: what they are for is seen at small ones. */
const SMALL = { rank: 2, bottleneck: 3, virtualTokens: 2 } as const;

/**
 * Compares gradients by backpropagation with central differences, both in float64 on the engine's `cpu` device, for a
 * small model with random weights and every trained tensor of a method away from its first value.
 */
export async function checkGradients(
  method: LabMethod,
  options: MethodOptions,
  source = '',
  config: ModelConfig = CONFIG,
): Promise<GradientReport> {
  await init('cpu');
  defaultDevice('cpu');
  const random = createRandom(7, 'gradients', method);
  const small: MethodOptions = {
    ...options,
    ...SMALL,
    alpha: 2 * SMALL.rank,
    prefixHidden: Math.min(options.prefixHidden, 4),
  };
  const start = { config, options: small, base: initialWeights(config, random), random };
  const prepared =
    method === 'dora' ? doraWithWholeGradient.prepare(start) : await prepareMethod(method, start, source);
  const trainable = Object.entries(prepared.trainable).map(([name, { shape, data }]) => ({
    name,
    shape,
    data: Float64Array.from(data, (value) => value + 0.2 * random.gaussian()),
  }));
  const frozen = float64(prepared);
  const [rows, length] = SHAPE;
  const ids = () => Int32Array.from({ length: rows * length }, () => random.integer(config.vocab_size));
  const [tokens, targets] = [ids(), ids()];
  const loss = lossFunction(config, prepared);
  const batch = () => ({
    tokens: np.array(tokens.slice(), { shape: [rows, length] }),
    targets: np.array(targets.slice()),
    weights: np.full([rows * length], 1 / (rows * length), { dtype: DType.Float64 }),
  });
  const tensors = (): Record<string, Tensor> =>
    Object.fromEntries(
      trainable.map(({ name, shape, data }) => [
        name,
        np.array(data.slice(), { shape: [...shape], dtype: DType.Float64 }),
      ]),
    );
  const [value, gradients] = valueAndGrad(loss)(tensors(), references(frozen), batch()) as unknown as [
    Tensor,
    Tensors,
  ];
  value.dispose();
  const at = async () => (await loss(tensors(), references(frozen), batch()).data())[0] as number;

  const result: GradientReport['rows'][number][] = [];
  const each = Math.max(CHECKED.perTensor, Math.ceil(CHECKED.least / trainable.length));
  for (const { name, data } of trainable) {
    const backward = await (gradients[name] as Tensor).data();
    for (let i = 0; i < Math.min(each, data.length); i++) {
      const index = random.integer(data.length);
      const middle = data[index] as number;
      data[index] = middle + STEP;
      const above = await at();
      data[index] = middle - STEP;
      const below = await at();
      data[index] = middle;
      result.push({
        tensor: name,
        index,
        backward: backward[index] as number,
        difference: (above - below) / (2 * STEP),
      });
    }
  }
  const scale = Math.max(...result.map(({ difference }) => Math.abs(difference)));
  const worst = Math.max(
    ...result.map(({ backward, difference }) => Math.abs(backward - difference) / scale),
  );
  return { method, rows: result, worst };
}

function float64({ frozen }: Prepared): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(frozen).map(([name, { shape, data }]) => [
      name,
      data instanceof Uint32Array
        ? np.array(data, { shape: [...shape], dtype: DType.Uint32 })
        : np.array(Float64Array.from(data), { shape: [...shape], dtype: DType.Float64 }),
    ]),
  );
}
