/**
 * The same training step on TensorFlow.js, written to be fast there: gradients only of A and B, one custom gradient for
 * each composite that automatic differentiation would take apart, tables and transposed weights made once, only the
 * loss read back.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import type { NamedValues } from '../../../src/training/engine';
import { factorNames, loraScale, lowRankFactors } from '../../../src/training/methods/lora';
import { type Matrix, matrixName } from '../../../src/training/model/config';
import { ADAM } from '../../../src/training/optimizer';
import type { BackendName, Steps, Subject, Worked } from './api';
import { BATCH, batch, CONFIG, LEARNING_RATE, OPTIONS, start } from './problem';

const { rows, length } = BATCH;
const { hidden_size: width, num_attention_heads: heads, rms_norm_eps: epsilon } = CONFIG;
const depth = width / heads;

/** What an operation keeps for its gradient: the last argument of a custom gradient's function. */
type Saver = (tensors: tf.Tensor[]) => void;

/** A frozen matrix as [in, out], and as [out, in] for the way back. */
interface Frozen {
  readonly forward: tf.Tensor2D;
  readonly backward: tf.Tensor2D;
}

/** The products of the model, in one of two ways. */
interface Products {
  /** x·Wᵀ of a frozen W. */
  readonly frozen: (x: tf.Tensor2D, weight: Frozen) => tf.Tensor2D;
  /** x·Wᵀ of a trained W. */
  readonly trained: (x: tf.Tensor2D, weight: tf.Tensor2D) => tf.Tensor2D;
}

/** As the API offers them. */
const PLAIN: Products = {
  frozen: (x, { backward }) => tf.matMul(x, backward, false, true),
  trained: (x, weight) => tf.matMul(x, weight, false, true),
};

/**
 * No product is asked for in a transposed form: on WebAssembly only products of two plain matrices reach the fast
 * kernel. So transposes are made, of frozen weights once.
 */
const LAID_OUT: Products = {
  frozen: (x, { forward, backward }) =>
    tf.customGrad((input) => ({
      value: tf.matMul(input as tf.Tensor2D, forward),
      gradFunc: (dy) => tf.matMul(dy as tf.Tensor2D, backward),
    }))(x) as tf.Tensor2D,
  trained: (x, weight) =>
    tf.customGrad((input, matrix, save) => {
      (save as unknown as Saver)([input as tf.Tensor, matrix as tf.Tensor]);
      return {
        value: tf.matMul(input as tf.Tensor2D, tf.transpose(matrix as tf.Tensor2D)),
        gradFunc: (dy: tf.Tensor, [left, right]: tf.Tensor[]) => [
          tf.matMul(dy as tf.Tensor2D, right as tf.Tensor2D),
          tf.matMul(tf.transpose(dy as tf.Tensor2D), left as tf.Tensor2D),
        ],
      };
    })(x, weight) as tf.Tensor2D,
};

/** Root-mean-square normalization. */
const normalize = (x: tf.Tensor2D, gain: tf.Tensor1D): tf.Tensor2D =>
  tf.customGrad((input, save) => {
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(input as tf.Tensor), -1, true), epsilon));
    const unit = tf.mul(input as tf.Tensor, inverse);
    (save as unknown as Saver)([unit, inverse]);
    return {
      value: tf.mul(unit, gain),
      gradFunc: (dy: tf.Tensor, [saved, root]: tf.Tensor[]) => {
        const scaled = tf.mul(dy, gain);
        const along = tf.mean(tf.mul(scaled, saved as tf.Tensor), -1, true);
        return tf.mul(tf.sub(scaled, tf.mul(saved as tf.Tensor, along)), root as tf.Tensor);
      },
    };
  })(x) as tf.Tensor2D;

/** silu(gate) · up. */
const gated = (gate: tf.Tensor2D, up: tf.Tensor2D): tf.Tensor2D =>
  tf.customGrad((g, u, save) => {
    const open = tf.sigmoid(g as tf.Tensor);
    const silu = tf.mul(g as tf.Tensor, open);
    (save as unknown as Saver)([open, silu, u as tf.Tensor]);
    return {
      value: tf.mul(silu, u as tf.Tensor),
      gradFunc: (dy: tf.Tensor, [opened, activated, other]: tf.Tensor[]) => {
        // d silu(g) / dg = σ + silu·(1 − σ)
        const slope = tf.add(
          opened as tf.Tensor,
          tf.mul(activated as tf.Tensor, tf.sub(1, opened as tf.Tensor)),
        );
        return [tf.mul(tf.mul(dy, other as tf.Tensor), slope), tf.mul(dy, activated as tf.Tensor)];
      },
    };
  })(gate, up) as tf.Tensor2D;

/** Rotary embedding of x [B, heads, T, D]; its gradient is the rotation back. */
function rotate(x: tf.Tensor4D, cosine: tf.Tensor, sine: tf.Tensor): tf.Tensor4D {
  const turn = (y: tf.Tensor4D, way: 1 | -1) => {
    const [a, b] = tf.split(y, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    const across = [tf.mul(a, sine), tf.mul(b, sine)] as const;
    const [first, second] = [tf.mul(a, cosine), tf.mul(b, cosine)];
    return way === 1
      ? tf.concat([tf.sub(first, across[1]), tf.add(second, across[0])], 3)
      : tf.concat([tf.add(first, across[1]), tf.sub(second, across[0])], 3);
  };
  return tf.customGrad((input) => ({
    value: turn(input as tf.Tensor4D, 1),
    gradFunc: (dy) => turn(dy as tf.Tensor4D, -1),
  }))(x) as tf.Tensor4D;
}

class Training {
  readonly #products: Products;
  readonly #frozen: Record<string, Frozen>;
  readonly #gains: Record<string, tf.Tensor1D>;
  readonly #embedding: tf.Tensor2D;
  readonly #trained: Record<string, tf.Variable>;
  readonly #list: tf.Variable[];
  readonly #tables: { cosine: tf.Tensor; sine: tf.Tensor; mask: tf.Tensor };
  readonly #adam = tf.train.adam(LEARNING_RATE, ADAM.beta1, ADAM.beta2, ADAM.epsilon);

  constructor(products: Products) {
    this.#products = products;
    const begin = start();
    const { frozen, gains, embedding } = upload(begin.base);
    this.#frozen = frozen;
    this.#gains = gains;
    this.#embedding = embedding;
    this.#trained = Object.fromEntries(
      Object.entries(lowRankFactors(begin)).map(([name, { shape, data }]) => [
        name,
        tf.variable(tf.tensor(data, [...shape])),
      ]),
    );
    this.#list = Object.values(this.#trained);
    this.#tables = tables();
  }

  async step(): Promise<number> {
    const given = batch();
    const loss = tf.tidy(() => {
      const tokens = tf.tensor1d(given.tokens, 'int32');
      const labels = tf.oneHot(tf.tensor1d(given.targets, 'int32'), CONFIG.vocab_size);
      const { value, grads } = tf.variableGrads(
        () => tf.losses.softmaxCrossEntropy(labels, this.#logits(tokens)) as tf.Scalar,
        this.#list,
      );
      this.#adam.applyGradients(grads as Record<string, tf.Variable>);
      return value;
    });
    const [number] = await loss.data();
    loss.dispose();
    return number as number;
  }

  #logits(tokens: tf.Tensor1D): tf.Tensor2D {
    let x = tf.gather(this.#embedding, tokens) as tf.Tensor2D;
    for (let layer = 0; layer < CONFIG.num_hidden_layers; layer++) {
      const name = `model.layers.${layer}`;
      const inner = normalize(x, this.#gain(`${name}.input_layernorm`));
      const of = (matrix: Matrix, input: tf.Tensor2D) => this.#linear(layer, matrix, input);
      const attended = this.#attention(of('q_proj', inner), of('k_proj', inner), of('v_proj', inner));
      x = tf.add(x, of('o_proj', attended));
      const middle = normalize(x, this.#gain(`${name}.post_attention_layernorm`));
      x = tf.add(x, of('down_proj', gated(of('gate_proj', middle), of('up_proj', middle))));
    }
    return this.#products.frozen(normalize(x, this.#gain('model.norm')), this.#matrix('model.embed_tokens'));
  }

  #linear(layer: number, matrix: Matrix, input: tf.Tensor2D): tf.Tensor2D {
    const plain = this.#products.frozen(input, this.#matrix(matrixName(layer, matrix)));
    const { a, b } = factorNames({ layer, matrix });
    const [down, up] = [this.#trained[a], this.#trained[b]] as (tf.Tensor2D | undefined)[];
    if (!down || !up) return plain;
    const narrow = this.#products.trained(input, down);
    return tf.add(plain, this.#products.trained(tf.mul(narrow, loraScale(OPTIONS)), up));
  }

  #attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D): tf.Tensor2D {
    const { cosine, sine, mask } = this.#tables;
    const split = (x: tf.Tensor2D) =>
      tf.transpose(tf.reshape(x, [rows, length, heads, depth]), [0, 2, 1, 3]) as tf.Tensor4D;
    const queries = rotate(split(q), cosine, sine);
    const keys = rotate(split(k), cosine, sine);
    const scores = tf.add(tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(depth)), mask);
    const mixed = tf.matMul(tf.softmax(scores), split(v));
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows * length, width]);
  }

  #gain(name: string): tf.Tensor1D {
    return this.#gains[`${name}.weight`] as tf.Tensor1D;
  }

  #matrix(name: string): Frozen {
    return this.#frozen[`${name}.weight`] as Frozen;
  }

  end(): void {
    tf.dispose([this.#frozen, this.#gains, this.#embedding, this.#trained, this.#tables] as never);
    this.#adam.dispose();
  }
}

function upload(base: NamedValues) {
  const frozen: Record<string, Frozen> = {};
  const gains: Record<string, tf.Tensor1D> = {};
  for (const [name, { shape, data }] of Object.entries(base)) {
    if (shape.length === 1) {
      gains[name] = tf.tensor1d(data);
      continue;
    }
    const backward = tf.tensor2d(data, shape as [number, number]);
    frozen[name] = { forward: tf.transpose(backward), backward };
  }
  const name = 'model.embed_tokens.weight';
  return { frozen, gains, embedding: (frozen[name] as Frozen).backward };
}

/** Cosines and sines [T, D / 2], and the causal mask [T, T]. */
function tables() {
  const half = depth / 2;
  const angles = Float32Array.from(
    { length: length * half },
    (_, i) => Math.floor(i / half) * CONFIG.rope_theta ** (-(i % half) / half),
  );
  const table = (of: (angle: number) => number) => tf.tensor2d(angles.map(of), [length, half]);
  const mask = Float32Array.from({ length: length * length }, (_, i) =>
    i % length > Math.floor(i / length) ? -1e9 : 0,
  );
  return { cosine: table(Math.cos), sine: table(Math.sin), mask: tf.tensor2d(mask, [length, length]) };
}

const running = new Map<Subject, Training>();

function find(subject: Subject): Training {
  const training = running.get(subject);
  if (!training) throw new Error(`${subject} was not begun`);
  return training;
}

export const tensorflow: Worked = {
  ready: async (backend: BackendName) => {
    const threads = globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
    if (backend === 'wasm') {
      setWasmPaths(new URL('../tfjs/', globalThis.location.href).href);
      if (threads > 1) setThreadsCount(threads);
    }
    if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} here`);
    await tf.ready();
    return backend === 'webgpu' ? 0 : threads;
  },
  begin: async (subject) => {
    running.set(subject, new Training(subject === 'plain' ? PLAIN : LAID_OUT));
  },
  steps: async (subject, count): Promise<Steps> => {
    const [losses, times]: [number[], number[]] = [[], []];
    for (let i = 0; i < count; i++) {
      const begin = performance.now();
      losses.push(await find(subject).step());
      times.push(performance.now() - begin);
    }
    return { losses, times };
  },
  end: async (subject) => {
    find(subject).end();
    running.delete(subject);
  },
  products: () => Promise.reject(new Error('only our own rate is asked for')),
};
