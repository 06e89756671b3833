import { countNumbers, type Tensor, type Tensors, toDeviceArrays } from '../engine';
import type { Ledger } from '../ledger';
import type { Prepared } from '../methods/method';
import { type PlainBatch, toDevice } from '../rows';
import { StateMismatch, Training } from '../training';
import type { Fault, HeldBytes, LabMethod } from './api';
import { type Pretrained, Reader, type Weighted } from './model';

/** One method of a run: its training, its forward passes, what it holds, and where it went wrong. */
export class Trainee implements Weighted {
  readonly method: LabMethod;
  readonly prepared: Prepared;
  readonly training: Training;
  readonly reader: Reader;
  /** Numbers that are trained. */
  readonly trainableCount: number;
  /** Why it trains no more, where it went wrong. */
  fault: Fault | undefined;
  /** Bytes held, once a step has been taken. */
  held: HeldBytes | undefined;
  readonly #ledger: Ledger;

  /** @param base the pretrained weights on the device, which methods that keep them share */
  constructor(method: LabMethod, prepared: Prepared, model: Pretrained, base: Tensors, ledger: Ledger) {
    this.method = method;
    this.prepared = prepared;
    this.#ledger = ledger;
    this.training = new Training(model.config, prepared, shared(prepared.frozen, model, base));
    this.reader = new Reader(model.config, model.tokenizer, prepared);
    this.trainableCount = countNumbers(prepared.trainable);
  }

  get step(): number {
    return this.training.step;
  }

  get frozen(): Tensors {
    return this.training.frozen;
  }

  get trainable(): Tensors {
    return this.training.trainable;
  }

  /** One step; returns the loss before it. Afterwards `held` is known. */
  async train(batch: PlainBatch, learningRate: number): Promise<number> {
    const first = this.held === undefined;
    const before = this.#ledger.held;
    if (first) this.#ledger.mark();
    const loss = await this.training.train(toDevice(batch), learningRate);
    if (first) {
      const { moments } = this.training;
      const gradients = bytes(this.trainable);
      this.held = {
        weights: bytes(this.frozen) + gradients,
        gradients,
        optimizer: bytes(moments.first) + bytes(moments.second),
        activations: Math.max(0, this.#ledger.peak - before - gradients),
      };
    }
    return loss;
  }

  /** @throws Fault 'weights' when the file does not hold what `training.save` wrote for this method */
  load(file: Uint8Array, step: number): void {
    try {
      this.training.load(file, step);
    } catch (cause) {
      if (cause instanceof StateMismatch) throw { kind: 'weights', detail: cause.tensor } satisfies Fault;
      throw cause;
    }
  }

  dispose(): void {
    this.training.dispose();
    this.reader.dispose();
  }
}

/** Copies the frozen arrays to the device, except those that are there already: one base serves every method. */
function shared(frozen: Prepared['frozen'], { weights }: Pretrained, base: Tensors): Tensors {
  const own = Object.entries(frozen).filter(([name, stored]) => weights[name] !== stored);
  const copied = toDeviceArrays(Object.fromEntries(own));
  return Object.fromEntries(
    Object.keys(frozen).map((name) => [name, copied[name] ?? (base[name] as Tensor).ref]),
  );
}

/** Bytes of tensors; all our element types have four. */
function bytes(tensors: Tensors): number {
  return Object.values(tensors).reduce((total, { size }) => total + 4 * size, 0);
}
