/**
 * The one door to jax-js, the engine that everything here computes with. Its arrays are reference counted: handing one
 * to an operation gives it away, and `.ref` keeps it. What is traced (inside `jit` or `valueAndGrad`) follows the same
 * rule by habit, though only real arrays hold memory.
 */
import {
  blockUntilReady,
  type Device,
  DType,
  defaultDevice,
  getBackend,
  getWebGPUDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  valueAndGrad,
  vjp,
} from '@jax-js/jax';

export type { Device };
export {
  blockUntilReady,
  DType,
  defaultDevice,
  getBackend,
  getWebGPUDevice,
  init,
  jit,
  lax,
  nn,
  np,
  valueAndGrad,
  vjp,
};

/** An array of the engine, or its stand-in while a function is traced. */
export type Tensor = np.Array;

/** Tensors by name. The order of the names is part of the value: see `sameNames`. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A matrix, vector or higher array on the JavaScript side. Row-major; `data.length` is the product of `shape`. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

export type NamedValues = Readonly<Record<string, Values>>;

/** 32-bit words or numbers that a method keeps instead of the pretrained weights. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
}

/** Copies values to the default device. */
export function toTensor({ shape, data }: Values, dtype: DType = DType.Float32): Tensor {
  return np.array(data, { shape: [...shape], dtype });
}

/** Copies named values to the default device, in the order of their names there. */
export function toTensors(values: NamedValues, dtype: DType = DType.Float32): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toTensor(value, dtype)]));
}

/** Values as they are kept, of 32-bit words or numbers, on the default device. */
export function toDeviceArrays(stored: Readonly<Record<string, StoredArray>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, { shape, data }]) => [
      name,
      np.array(data, {
        shape: [...shape],
        dtype: data instanceof Uint32Array ? DType.Uint32 : DType.Float32,
      }),
    ]),
  );
}

/** A further reference to each tensor, to be used up in its place. */
export function references(tensors: Tensors): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.ref]));
}

/** How many numbers there are in all. */
export function countNumbers(values: NamedValues): number {
  return Object.values(values).reduce((total, { data }) => total + data.length, 0);
}

/** Reads tensors back; they stay alive. */
export async function toValues(tensors: Tensors): Promise<Record<string, Values>> {
  // All at once: while one is read, a step may use up the others.
  const held = Object.entries(tensors).map(([name, { ref }]) => [name, ref] as const);
  const read = await Promise.allSettled(
    held.map(async ([name, tensor]) => {
      const { shape } = tensor;
      return [name, { shape, data: Float32Array.from(await tensor.data()) }] as const;
    }),
  );
  return Object.fromEntries(
    read.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    }),
  );
}

/**
 * Checks that two dictionaries have the same names in the same order. The engine's `tree.map` pairs leaves by position
 * and would, without a word, update one matrix by the gradient of another.
 *
 * @throws Error naming the first difference
 */
export function sameNames(a: Tensors, b: Tensors): void {
  const [left, right] = [Object.keys(a), Object.keys(b)];
  const at = left.findIndex((name, index) => name !== right[index]);
  if (at >= 0 || left.length !== right.length) {
    const where = at >= 0 ? at : left.length;
    throw new Error(`tensors differ at ${where}: ${left[where]} against ${right[where]}`);
  }
}

/** Frees tensors. */
export function dispose(tensors: Tensors): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}
