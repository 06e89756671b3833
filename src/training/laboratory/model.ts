import { jit, type NamedValues, np, references, type Tensor, type Tensors } from '../engine';
import type { Prepared } from '../methods/method';
import type { ModelConfig } from '../model/config';
import { type Adaptation, forward } from '../model/forward';
import { crossEntropy, hits } from '../model/loss';
import { createRandom } from '../random';
import { pack, rowLength, toDevice } from '../rows';
import type { Batch } from '../step';
import type { Example } from '../tasks/types';
import { story } from '../text/story';
import type { Tokenizer } from '../tokenizer';
import { encode, type Source } from './data';

/** Rows that are evaluated at once. */
export const EVALUATION_ROWS = 64;

/** Held-out stories on which forgetting is measured: rows, as long as those of pretraining. */
const STORIES = { rows: 8, length: 112, batches: 2 } as const;

/** What a forward pass needs: the weights, and how a method changes them. */
export interface Weighted {
  readonly frozen: Tensors;
  readonly trainable: Tensors;
}

/** Whom a question goes to: the forward passes of a method or of the base, and its weights. */
export interface Answerer {
  readonly reader: Reader;
  readonly weighted: Weighted;
}

/** A method's forward passes, compiled on first use: what a reader measures and asks of it. */
export class Reader {
  readonly #config: ModelConfig;
  readonly #tokenizer: Tokenizer;
  readonly #hits;
  readonly #loss;
  readonly #next;
  readonly #logits;

  constructor(
    config: ModelConfig,
    tokenizer: Tokenizer,
    { weights, adapt }: Pick<Prepared, 'weights' | 'adapt'>,
  ) {
    this.#config = config;
    this.#tokenizer = tokenizer;
    const logits = (trainable: Tensors, frozen: Tensors, tokens: Tensor, places?: Tensor): Tensor => {
      const adaptation: Adaptation = adapt(trainable, frozen);
      return forward(config, weights(frozen, trainable), tokens, adaptation, places);
    };
    type Arrays = Record<string, Tensor>;
    type Asked = Pick<Batch, 'tokens' | 'targets' | 'places'>;
    this.#hits = jit((trainable: Arrays, frozen: Arrays, { tokens, targets, places }: Asked) =>
      hits(logits(trainable, frozen, tokens, places), targets),
    );
    this.#loss = jit((trainable: Arrays, frozen: Arrays, { tokens, targets, weights: shares }: Batch) =>
      crossEntropy(logits(trainable, frozen, tokens), targets, shares),
    );
    this.#next = jit((trainable: Arrays, frozen: Arrays, tokens: Tensor) =>
      np.argmax(logits(trainable, frozen, tokens), -1),
    );
    this.#logits = jit((trainable: Arrays, frozen: Arrays, tokens: Tensor) =>
      logits(trainable, frozen, tokens),
    );
  }

  /**
   * Exact match of each example: whether greedy decoding gives the answer and then the end, to the last token. Each token
   * is judged after the right ones before it, which comes to the same.
   */
  async exactMatches(
    { frozen, trainable }: Weighted,
    examples: readonly Example[],
    size: Pick<Source, 'length' | 'places'>,
    progress: (done: number) => void | Promise<void> = () => {},
  ): Promise<boolean[]> {
    const result: boolean[] = [];
    for (let from = 0; from < examples.length; from += EVALUATION_ROWS) {
      const chosen = examples.slice(from, from + EVALUATION_ROWS);
      const encoded = chosen.map((example) => encode(this.#tokenizer, example));
      const filled = [...encoded, ...Array(EVALUATION_ROWS - encoded.length).fill(EMPTY)];
      const { weights, ...asked } = toDevice(pack(filled, size, this.#tokenizer.pad));
      weights.dispose();
      const hit = await this.#hits(references(trainable), references(frozen), asked).data();
      for (const [row, { counted }] of encoded.entries()) {
        const count = counted.reduce((sum, each) => sum + each, 0);
        const from = row * size.places;
        result.push(hit.subarray(from, from + count).every((each) => each === 1));
      }
      await progress(result.length);
    }
    return result;
  }

  /** Mean loss on held-out stories, in nats a token: what the model still knows of its pretraining. */
  async pretrainingLoss({ frozen, trainable }: Weighted): Promise<number> {
    let sum = 0;
    const { rows, length, batches } = STORIES;
    for (let index = 0; index < batches; index++) {
      const random = createRandom(0, 'forgetting', index);
      const sequences = Array.from({ length: rows }, () => {
        const { bos, eos } = this.#tokenizer;
        const ids: number[] = [];
        while (ids.length < length + 1) {
          ids.push(bos, ...this.#tokenizer.encode(story(random)), eos);
        }
        const tokens = ids.slice(0, length);
        return { tokens, targets: ids.slice(1, length + 1), counted: tokens.map(() => 1) };
      });
      const batch = toDevice(pack(sequences, { length, places: length }, this.#tokenizer.pad));
      const loss = this.#loss(references(trainable), references(frozen), batch);
      sum += (await loss.data())[0] as number;
    }
    return sum / batches;
  }

  /** Greedy continuation, to `<eos>`, `tokens` of them, or the last position. A prompt that leaves none loses its beginning. */
  async continue(
    weighted: Weighted,
    prompt: string,
    tokens: number,
    breathe: () => Promise<void>,
  ): Promise<{ text: string; tokens: number }> {
    const room = this.#config.max_position_embeddings;
    const whole = [this.#tokenizer.bos, ...this.#tokenizer.encode(prompt)];
    const asked = whole.length < room ? whole : whole.slice(-(room - tokens));
    const ids = [...asked];
    while (ids.length < Math.min(room, asked.length + tokens)) {
      const length = Math.min(room, rowLength(ids.length));
      const row = Int32Array.from({ length }, (_, at) => ids[at] ?? this.#tokenizer.pad);
      const token = (await this.next(weighted, row))[ids.length - 1] as number;
      if (token === this.#tokenizer.eos) break;
      ids.push(token);
      await breathe();
    }
    const told = ids.slice(asked.length);
    return { text: this.#tokenizer.decode(told), tokens: told.length };
  }

  /** For each position of one row [T] of tokens the one that has the highest logit behind it. */
  async next({ frozen, trainable }: Weighted, tokens: Int32Array<ArrayBuffer>): Promise<Int32Array> {
    const row = np.array(tokens, { shape: [1, tokens.length] });
    return (await this.#next(references(trainable), references(frozen), row).data()) as Int32Array;
  }

  /** Logits [T·V] of one row of tokens. */
  async logits({ frozen, trainable }: Weighted, tokens: Int32Array<ArrayBuffer>): Promise<Float32Array> {
    const row = np.array(tokens, { shape: [1, tokens.length] });
    const logits = this.#logits(references(trainable), references(frozen), row);
    return (await logits.data()) as Float32Array;
  }

  dispose(): void {
    for (const compiled of [this.#hits, this.#loss, this.#next, this.#logits]) compiled.dispose();
  }
}

const EMPTY = { tokens: [], targets: [], counted: [] };

/** The base model as a method that changes nothing. */
export const BASE: Pick<Prepared, 'weights' | 'adapt'> = {
  weights: (frozen) => frozen,
  adapt: () => ({}),
};

/** The model as it was pretrained. */
export interface Pretrained {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly weights: NamedValues;
}
