import {
  blockUntilReady,
  dispose,
  type NamedValues,
  np,
  type Tensor,
  type Tensors,
  toTensors,
  toValues,
} from '../engine';
import { fromFloat32, readSafetensors, toFloat32, writeSafetensors } from '../formats/safetensors';
import type { Ledger } from '../ledger';
import type { Prepared } from '../methods/method';
import { adamScalars } from '../optimizer';
import { noMoments, trainingStep } from '../step';
import type { Fault, HeldBytes, LabMethod } from './api';
import { type PlainBatch, toDevice } from './data';
import { type Pretrained, Reader, references, toDeviceArrays, type Weighted } from './model';

/** One method in training: its tensors on the device, and its place in the run. */
export class Trainee implements Weighted {
  readonly method: LabMethod;
  readonly prepared: Prepared;
  readonly reader: Reader;
  readonly frozen: Tensors;
  /** Steps done. */
  step = 0;
  /** Why it trains no more, where it went wrong. */
  fault: Fault | undefined;
  /** Bytes held, once a step has been taken. */
  held: HeldBytes | undefined;
  #trainable: Record<string, Tensor>;
  #moments: { first: Record<string, Tensor>; second: Record<string, Tensor> };
  readonly #train;
  readonly #ledger: Ledger;

  /** @param base the pretrained weights on the device, which methods that keep them share */
  constructor(method: LabMethod, prepared: Prepared, model: Pretrained, base: Tensors, ledger: Ledger) {
    this.method = method;
    this.prepared = prepared;
    this.#ledger = ledger;
    this.frozen = shared(prepared.frozen, model, base);
    this.#trainable = toTensors(prepared.trainable);
    this.#moments = noMoments(this.#trainable);
    this.#train = trainingStep(model.config, prepared);
    this.reader = new Reader(model.config, model.tokenizer, prepared);
  }

  get trainable(): Tensors {
    return this.#trainable;
  }

  /** Numbers that are trained. */
  get trainableCount(): number {
    return count(this.prepared.trainable);
  }

  /** One step; returns the loss before it. Afterwards `held` is known. */
  async train(batch: PlainBatch, learningRate: number): Promise<number> {
    const first = this.held === undefined;
    const before = this.#ledger.held;
    if (first) this.#ledger.mark();
    const scalars = adamScalars(this.step + 1, learningRate);
    const result = this.#train(
      this.#trainable,
      this.#moments,
      references(this.frozen),
      toDevice(batch),
      np.array(scalars),
    );
    // Their arguments are used up: from here on the old tensors are gone, whatever comes back.
    this.#trainable = result.trainable;
    this.#moments = result.moments;
    const loss = (await result.loss.data())[0] as number;
    await blockUntilReady(this.#trainable);
    this.step++;
    if (first) {
      const gradients = bytes(this.#trainable);
      this.held = {
        weights: bytes(this.frozen) + gradients,
        gradients,
        optimizer: bytes(this.#moments.first) + bytes(this.#moments.second),
        activations: Math.max(0, this.#ledger.peak - before - gradients),
      };
    }
    return loss;
  }

  /** What is trained, as safetensors. */
  async saveWeights(): Promise<Uint8Array<ArrayBuffer>> {
    return writeSafetensors(new Map(stored('', await toValues(this.#trainable))));
  }

  trainedValues(): Promise<Record<string, NamedValues[string]>> {
    return toValues(this.#trainable);
  }

  /** What is trained with Adam's moments, as safetensors. */
  async save(): Promise<Uint8Array<ArrayBuffer>> {
    return writeSafetensors(
      new Map([
        ...stored('value.', await toValues(this.#trainable)),
        ...stored('first.', await toValues(this.#moments.first)),
        ...stored('second.', await toValues(this.#moments.second)),
      ]),
    );
  }

  /** @throws Fault 'weights' when the file does not hold what `save` wrote for this method */
  load(file: Uint8Array, step: number): void {
    const { tensors } = readSafetensors(file);
    const part = (prefix: string): NamedValues =>
      Object.fromEntries(
        Object.entries(this.prepared.trainable).map(([name, { shape }]) => {
          const tensor = tensors.get(prefix + name);
          if (!tensor || tensor.shape.join() !== shape.join()) {
            throw { kind: 'weights', detail: name } satisfies Fault;
          }
          return [name, { shape, data: toFloat32(tensor) as Float32Array<ArrayBuffer> }];
        }),
      );
    const [value, first, second] = [part('value.'), part('first.'), part('second.')];
    this.#free();
    this.#trainable = toTensors(value);
    this.#moments = { first: toTensors(first), second: toTensors(second) };
    this.step = step;
  }

  #free(): void {
    dispose(this.#trainable);
    dispose(this.#moments.first);
    dispose(this.#moments.second);
  }

  dispose(): void {
    this.#free();
    dispose(this.frozen);
    this.#train.dispose();
    this.reader.dispose();
  }
}

function stored(prefix: string, values: NamedValues) {
  return Object.entries(values).map(
    ([name, { shape, data }]) =>
      [prefix + name, { dtype: 'F32' as const, shape, bytes: fromFloat32(data, 'F32') }] as const,
  );
}

/** Copies the frozen arrays to the device, except those that are there already: one base serves every method. */
function shared(frozen: Prepared['frozen'], { weights }: Pretrained, base: Tensors): Tensors {
  const own = Object.entries(frozen).filter(([name, stored]) => weights[name] !== stored);
  const copied = toDeviceArrays(Object.fromEntries(own));
  return Object.fromEntries(
    Object.keys(frozen).map((name) => [name, copied[name] ?? (base[name] as Tensor).ref]),
  );
}

function count(values: NamedValues): number {
  return Object.values(values).reduce((total, { data }) => total + data.length, 0);
}

/** Bytes of tensors; all our element types have four. */
function bytes(tensors: Tensors): number {
  return Object.values(tensors).reduce((total, { size }) => total + 4 * size, 0);
}
