import {
  blockUntilReady,
  dispose,
  jit,
  type NamedValues,
  np,
  references,
  sameNames,
  type Tensor,
  type Tensors,
  toTensors,
  toValues,
} from '../engine';
import { lowRankFactors, lowRankUpdate } from '../methods/lora';
import type { MethodOptions } from '../methods/method';
import { restoredMatrices } from '../methods/qlora';
import type { ModelConfig } from '../model/config';
import { adam, adamScalars } from '../optimizer';
import type { Random } from '../random';
import { type Batch, noMoments } from '../step';
import { asFirst, type Base, disposeBase } from './base';
import { embedded, layerFunction, layerGradients, logitsAt, lossGradient, outputGradient } from './layered';

type Arrays = Record<string, Tensor>;

/** What is trained in one layer, with Adam's moments. */
type Adapter = {
  trainable: Arrays;
  first: Arrays;
  second: Arrays;
};

/** A brought model on the device with its low-rank adapter, layer by layer. One thing at a time. */
export class Decoder {
  readonly #config: ModelConfig;
  readonly #base: Base;
  #adapters: Adapter[];
  /** Steps since Adam's moments were zero. */
  #step = 0;
  readonly #embed;
  readonly #restore;
  readonly #layer;
  readonly #backward;
  readonly #loss;
  readonly #output;
  readonly #logits;
  readonly #next;

  /** @param base is freed with the decoder */
  constructor(config: ModelConfig, options: MethodOptions, base: Base, random: Random) {
    this.#config = config;
    this.#base = base;
    const adapt = (trainable: Tensors) => lowRankUpdate(trainable, options);
    const one: ModelConfig = { ...config, num_hidden_layers: 1 };
    this.#embed = jit(embedded);
    this.#restore = jit((held: Arrays) => restoredMatrices(one, held));
    this.#layer = jit(layerFunction(config, adapt));
    this.#loss = jit(lossGradient);
    this.#output = jit(outputGradient(config));
    this.#logits = jit(logitsAt(config));
    const logits = logitsAt(config);
    this.#next = jit((outer: Arrays, x: Tensor, places: Tensor) => np.argmax(logits(outer, x, places), -1));
    const differentiate = layerGradients(config, adapt);
    this.#backward = jit(
      (adapter: Adapter, weights: Arrays, x: Tensor, gradient: Tensor, scalars: Tensor) => {
        const { inputGradient, gradients } = differentiate(
          references(adapter.trainable),
          weights,
          x,
          gradient,
        );
        return { inputGradient, adapter: updated(adapter, gradients, scalars) };
      },
    );
    this.#adapters = byLayer(config, lowRankFactors({ config, options, random, base: {} })).map(fresh);
  }

  /** Logits [T · V] of one row of tokens, with the adapter or without. */
  async logits(tokens: readonly number[], adapted: boolean): Promise<Float32Array> {
    const x = await this.#through(Int32Array.from(tokens), [1, tokens.length], adapted);
    const places = np.array(
      Int32Array.from(tokens, (_, at) => at),
      { shape: [1, tokens.length] },
    );
    return (await this.#logits(references(this.#base.outer), x, places).data()) as Float32Array;
  }

  /** The token that has the highest logit behind the first `length` of a row. */
  async next(row: Int32Array<ArrayBuffer>, length: number, adapted: boolean): Promise<number> {
    const x = await this.#through(row, [1, row.length], adapted);
    const places = np.array(Int32Array.of(length - 1), { shape: [1, 1] });
    return (await this.#next(references(this.#base.outer), x, places).data())[0] as number;
  }

  async #through(
    tokens: Int32Array<ArrayBuffer>,
    shape: [number, number],
    adapted: boolean,
  ): Promise<Tensor> {
    let x = this.#embed(references(this.#base.outer), np.array(tokens, { shape }));
    for (const [layer, { trainable }] of this.#adapters.entries()) {
      x = this.#layer(adapted ? references(trainable) : {}, this.#weights(layer), x);
      // Without this the engine would keep every layer's intermediate results until the last.
      await blockUntilReady(x);
    }
    return x;
  }

  /** One step of Adam on a batch, which is used up; returns the loss before it. */
  async train(batch: Batch, learningRate: number): Promise<number> {
    const { tokens, targets, weights, places } = batch;
    this.#step++;
    const scalars = np.array(adamScalars(this.#step, learningRate));
    const inputs: Tensor[] = [];
    let x = this.#embed(references(this.#base.outer), tokens);
    for (const [layer, { trainable }] of this.#adapters.entries()) {
      inputs.push(x.ref);
      x = this.#layer(references(trainable), this.#weights(layer), x);
      await blockUntilReady(x);
    }
    const { outer } = this.#base;
    const logits = this.#logits(references(outer), x.ref, places?.ref);
    const { loss, gradient: ofLogits } = this.#loss(logits, targets, weights);
    let gradient = this.#output(references(outer), x, ofLogits, places);
    await blockUntilReady({ loss, gradient });
    for (let layer = this.#adapters.length - 1; layer >= 0; layer--) {
      const adapter = this.#adapters[layer] as Adapter;
      const input = inputs.pop() as Tensor;
      const result = this.#backward(adapter, this.#weights(layer), input, gradient, scalars.ref);
      // The old adapter is used up: from here on it is gone, whatever comes back.
      this.#adapters[layer] = result.adapter;
      gradient = result.inputGradient;
      await blockUntilReady(result);
    }
    gradient.dispose();
    scalars.dispose();
    return (await loss.data())[0] as number;
  }

  /** A layer's weights in float32, to be used up. */
  #weights(layer: number): Arrays {
    const held = this.#base.layers[layer] as Tensors;
    if (!this.#base.tables) return references(held);
    const chosen = (plain: boolean) =>
      references(Object.fromEntries(Object.entries(held).filter(([name]) => isPlain(name) === plain)));
    return { ...chosen(true), ...this.#restore({ ...references(this.#base.tables), ...chosen(false) }) };
  }

  /** What is trained, under PEFT's names. */
  async values(): Promise<NamedValues> {
    const layers = await Promise.all(this.#adapters.map(({ trainable }) => toValues(trainable)));
    return Object.fromEntries(
      layers.flatMap((values, layer) =>
        Object.entries(values).map(([name, value]) => [
          name.replace('model.layers.0.', `model.layers.${layer}.`),
          value,
        ]),
      ),
    );
  }

  /** Puts the adapter to these values, as before Adam's first step. */
  restart(values: NamedValues): void {
    this.#freeAdapters();
    this.#adapters = byLayer(this.#config, values).map(fresh);
    this.#step = 0;
  }

  #freeAdapters(): void {
    for (const { trainable, first, second } of this.#adapters) {
      dispose(trainable);
      dispose(first);
      dispose(second);
    }
    this.#adapters = [];
  }

  dispose(): void {
    this.#freeAdapters();
    disposeBase(this.#base);
    const compiled = [
      this.#embed,
      this.#restore,
      this.#layer,
      this.#backward,
      this.#loss,
      this.#output,
      this.#logits,
      this.#next,
    ];
    for (const each of compiled) each.dispose();
  }
}

/** What is kept as it is where matrices are in 4 bits. */
const isPlain = (name: string): boolean => /norm\.weight$|\.bias$/.test(name);

/** Values of all layers as those of each, under the names of layer 0. */
function byLayer(config: ModelConfig, values: NamedValues): NamedValues[] {
  return Array.from({ length: config.num_hidden_layers }, (_, layer) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => name.startsWith(`model.layers.${layer}.`))
        .map(([name, value]) => [asFirst(name, layer), value]),
    ),
  );
}

function fresh(values: NamedValues): Adapter {
  const trainable = toTensors(values);
  return { trainable, ...noMoments(trainable) };
}

/** One step of Adam for everything that is trained in a layer. */
function updated({ trainable, first, second }: Adapter, gradients: Arrays, scalars: Tensor): Adapter {
  sameNames(trainable, gradients);
  const rate = scalars.ref.slice(0);
  const correction = scalars.slice(1);
  const next: Adapter = { trainable: {}, first: {}, second: {} };
  for (const [name, value] of Object.entries(trainable)) {
    const result = adam(
      value,
      gradients[name] as Tensor,
      first[name] as Tensor,
      second[name] as Tensor,
      rate,
      correction,
    );
    next.trainable[name] = result.value;
    next.first[name] = result.first;
    next.second[name] = result.second;
  }
  return next;
}
