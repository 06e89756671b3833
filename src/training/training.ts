import {
  blockUntilReady,
  dispose,
  type NamedValues,
  np,
  references,
  type Tensor,
  type Tensors,
  toTensors,
  toValues,
} from './engine';
import { fromFloat32, readSafetensors, toFloat32, writeSafetensors } from './formats/safetensors';
import type { Prepared } from './methods/method';
import type { ModelConfig } from './model/config';
import { adamScalars, type OptimizerOptions } from './optimizer';
import { type Batch, noMoments, trainingStep } from './step';

/** A saved state that lacks a tensor, or has it in another shape. */
export class StateMismatch extends Error {
  readonly tensor: string;

  constructor(tensor: string) {
    super(`the saved state does not fit at ${tensor}`);
    this.name = 'StateMismatch';
    this.tensor = tensor;
  }
}

/** The parts of a state, by the prefixes of their names in its file. */
export const statePrefixes = { value: 'value.', first: 'first.', second: 'second.' } as const;

/** What is trained, Adam's moments and the compiled step, on the default device. */
export class Training {
  /** What no gradient reaches. Freed by `dispose`. */
  readonly frozen: Tensors;
  /** Steps done. */
  step = 0;
  readonly #prepared: Prepared;
  readonly #optimizer: OptimizerOptions;
  readonly #train;
  #trainable: Record<string, Tensor>;
  #moments: ReturnType<typeof noMoments>;

  /** @param frozen `prepared.frozen` on the device */
  constructor(config: ModelConfig, prepared: Prepared, frozen: Tensors, optimizer: OptimizerOptions = {}) {
    this.frozen = frozen;
    this.#prepared = prepared;
    this.#train = trainingStep(config, prepared, optimizer);
    this.#optimizer = optimizer;
    this.#trainable = toTensors(prepared.trainable);
    this.#moments = noMoments(this.#trainable);
  }

  get trainable(): Tensors {
    return this.#trainable;
  }

  get moments(): { readonly first: Tensors; readonly second: Tensors } {
    return this.#moments;
  }

  /** One step, which uses up the batch; returns the loss before it. */
  async train(batch: Batch, learningRate: number): Promise<number> {
    const result = this.#train(
      this.#trainable,
      this.#moments,
      references(this.frozen),
      batch,
      np.array(adamScalars(this.step + 1, learningRate, this.#optimizer.beta2)),
    );
    // The arguments are used up: from here on the old tensors are gone, whatever comes back.
    this.#trainable = result.trainable;
    this.#moments = result.moments;
    // Who saves them before they are ready saves this step.
    this.step++;
    const loss = (await result.loss.data())[0] as number;
    await blockUntilReady(this.#trainable);
    return loss;
  }

  trainedValues(): Promise<Record<string, NamedValues[string]>> {
    return toValues(this.#trainable);
  }

  /** What is trained, as safetensors. */
  async saveWeights(): Promise<Uint8Array<ArrayBuffer>> {
    return writeSafetensors(new Map(await stored('', this.#trainable)));
  }

  /** What is trained with Adam's moments, as safetensors. */
  async save(): Promise<Uint8Array<ArrayBuffer>> {
    const parts = { value: this.#trainable, ...this.#moments };
    const tensors = await Promise.all(
      (['value', 'first', 'second'] as const).map((part) => stored(statePrefixes[part], parts[part])),
    );
    return writeSafetensors(new Map(tensors.flat()));
  }

  /**
   * Goes on from what `save` wrote after `step` steps.
   *
   * @throws StateMismatch, SafetensorsError: then nothing has changed
   */
  load(file: Uint8Array, step: number): void {
    const { tensors } = readSafetensors(file);
    const part = (prefix: string): NamedValues =>
      Object.fromEntries(
        Object.entries(this.#prepared.trainable).map(([name, { shape }]) => {
          const tensor = tensors.get(prefix + name);
          if (tensor?.shape.join() !== shape.join()) throw new StateMismatch(name);
          return [name, { shape, data: toFloat32(tensor) }];
        }),
      );
    const [value, first, second] = [
      part(statePrefixes.value),
      part(statePrefixes.first),
      part(statePrefixes.second),
    ];
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
  }
}

async function stored(prefix: string, tensors: Tensors) {
  return Object.entries(await toValues(tensors)).map(
    ([name, { shape, data }]) =>
      [prefix + name, { dtype: 'F32' as const, shape, bytes: fromFloat32(data, 'F32') }] as const,
  );
}
