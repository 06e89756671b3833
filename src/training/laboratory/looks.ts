/** Looks into the forward pass of one text: attention, the adapters' narrow middles, the prompt beside the vocabulary. */
import {
  dispose,
  jit,
  np,
  references,
  type Tensor,
  type Tensors,
  toTensors,
  toValues,
  type Values,
} from '../engine';
import { narrowed, SUBLAYERS, widened } from '../methods/adapter';
import type { Prepared } from '../methods/method';
import type { ModelConfig } from '../model/config';
import { type Adaptation, forward } from '../model/forward';
import { rowLength } from '../rows';
import type { Tokenizer } from '../tokenizer';
import {
  type AdapterLook,
  type Fault,
  type LabMethod,
  LOOKED_TOKENS,
  type Looks,
  type MatrixValues,
  type Moment,
  type PromptLook,
} from './api';
import type { Pretrained, Weighted } from './model';

/** A model that is looked into: a method in training, or the base. */
export interface Looked extends Weighted {
  readonly method: LabMethod | 'base';
  readonly prepared: Pick<Prepared, 'weights' | 'adapt'> & Partial<Pick<Prepared, 'trainable'>>;
  readonly step: number;
}

/** Tokens of the vocabulary that are told for each vector of a prompt. */
const NEAREST = 3;

/** The watched forward passes of one laboratory, compiled at the first look into each method. */
export class Lookers {
  readonly #model: Pretrained;
  readonly #compiled = new Map<Looked['method'], ReturnType<typeof watchedPass>>();

  constructor(model: Pretrained) {
    this.#model = model;
  }

  /**
   * The tokens of a text behind the mark of the beginning.
   *
   * @throws Fault 'data' with the detail 'lookTooLong'
   */
  read(text: string): readonly number[] {
    const { tokenizer } = this.#model;
    const ids = [tokenizer.bos, ...tokenizer.encode(text)];
    if (ids.length > LOOKED_TOKENS) {
      const values = { tokens: ids.length, most: LOOKED_TOKENS };
      throw { kind: 'data', detail: 'lookTooLong', values } satisfies Fault;
    }
    return ids;
  }

  async look(looked: Looked, ids: readonly number[], moment: Moment): Promise<Looks> {
    const { config, tokenizer, weights } = this.#model;
    const { method, prepared, frozen, step } = looked;
    const pass = this.#compiled.get(method) ?? watchedPass(config, prepared, method === 'adapter');
    this.#compiled.set(method, pass);
    const length = rowLength(ids.length);
    const row = Int32Array.from({ length }, (_, at) => ids[at] ?? tokenizer.pad);
    const first = moment === 'start' ? toTensors(prepared.trainable ?? {}) : undefined;
    const trainable = first ?? looked.trainable;
    const seen = pass(references(trainable), references(frozen), np.array(row, { shape: [1, length] }));
    // Read before the next step, which uses up the trained tensors.
    const vectors = trainable['prompt_embeddings'];
    const prompt =
      method === 'prompt' && vectors ? ((await vectors.ref.data()) as Float32Array<ArrayBuffer>) : undefined;
    if (first) dispose(first);
    const read = await toValues(seen);
    dispose(seen);
    const vocabulary =
      prompt && readVocabulary(weights['model.embed_tokens.weight']?.data, config, tokenizer);
    return {
      step: moment === 'start' ? 0 : step,
      tokens: ids.map((id) => tokenName(tokenizer, id)),
      next: ids.map((_, at) => tokenName(tokenizer, read['next']?.data[at] as number)),
      ...attentionOf(config, read, ids.length),
      adapters: method === 'adapter' ? adaptersOf(config, read, ids.length) : [],
      prompt: prompt && vocabulary ? nearestTokens(prompt, vocabulary) : [],
      typicalCosine: vocabulary ? meanCosine(vocabulary) : 0,
    };
  }

  /** Drops what was compiled: the methods of a run are gone. */
  forget(): void {
    for (const pass of this.#compiled.values()) pass.dispose();
    this.#compiled.clear();
  }
}

const attentionName = (layer: number): string => `attention.${layer}`;

/** A forward pass that gives, by name, all that is looked at. */
function watchedPass(config: ModelConfig, { weights, adapt }: Looked['prepared'], hasAdapters: boolean) {
  return jit((trainable: Record<string, Tensor>, frozen: Record<string, Tensor>, tokens: Tensor) => {
    const seen: Record<string, Tensor> = {};
    const adaptation = adapt(trainable, frozen);
    const watched = hasAdapters ? watchAdapters(adaptation, trainable, seen) : adaptation;
    const logits = forward(config, weights(frozen, trainable), tokens, watched, undefined, {
      attention: (layer, shares) => {
        seen[attentionName(layer)] = shares;
      },
    });
    seen['next'] = np.argmax(logits, -1);
    return seen;
  });
}

/** The adapters again, with their parts kept. */
export function watchAdapters(
  adaptation: Adaptation,
  trainable: Tensors,
  seen: Record<string, Tensor>,
): Adaptation {
  return {
    ...adaptation,
    afterSublayer: (layer, sublayer, output) => {
      const name = `adapter.${layer}.${sublayer}`;
      const narrow = narrowed(trainable, layer, sublayer, output.ref);
      const added = widened(trainable, layer, sublayer, narrow.ref);
      seen[`${name}.signal`] = output.ref;
      seen[`${name}.narrow`] = narrow;
      seen[`${name}.added`] = added.ref;
      return output.add(added);
    },
  };
}

type Read = Readonly<Record<string, Values>>;

/** Cuts the padding off, and the rows of virtual tokens that ask themselves. */
function attentionOf(
  { num_hidden_layers: layers, num_attention_heads: heads }: ModelConfig,
  read: Read,
  tokens: number,
) {
  // [1, heads, T, P + T] with a prefix, [1, heads, P + T, P + T] with a prompt, T filled up in both.
  const { shape } = read[attentionName(0)] as Values;
  const [, , rows, across] = shape as [number, number, number, number];
  const virtual = across - rowLength(tokens);
  const skipped = rows - rowLength(tokens);
  const columns = virtual + tokens;
  const attention = new Float32Array(layers * heads * tokens * columns);
  let to = 0;
  for (let layer = 0; layer < layers; layer++) {
    const shares = (read[attentionName(layer)] as Values).data;
    for (let head = 0; head < heads; head++) {
      for (let token = 0; token < tokens; token++) {
        const from = (head * rows + skipped + token) * across;
        attention.set(shares.subarray(from, from + columns), to);
        to += columns;
      }
    }
  }
  return { virtual, layers, heads, attention };
}

function adaptersOf(config: ModelConfig, read: Read, tokens: number): AdapterLook[] {
  const looks: AdapterLook[] = [];
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const sublayer of SUBLAYERS) {
      const of = (part: string): MatrixValues => {
        const { shape, data } = read[`adapter.${layer}.${sublayer}.${part}`] as Values;
        const columns = shape[1] as number;
        return { rows: tokens, columns, data: data.slice(0, tokens * columns) };
      };
      looks.push({ layer, sublayer, signal: of('signal'), narrow: of('narrow'), added: of('added') });
    }
  }
  return looks;
}

/** The vectors that a vocabulary's tokens are read as: `vectors[i]` belongs to `tokens[i]`. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  readonly vectors: readonly Float32Array<ArrayBuffer>[];
}

/** The tokens that a text may hold: neither marks nor the places that no text uses. */
function readVocabulary(
  data: Float32Array<ArrayBuffer> | undefined,
  { hidden_size: width, vocab_size: size }: ModelConfig,
  tokenizer: Tokenizer,
): Vocabulary {
  const ids = Array.from({ length: size }, (_, id) => id).filter((id) => {
    const text = tokenizer.decode([id]);
    return text !== '' && !UNUSED.test(text);
  });
  return {
    tokens: ids.map((id) => tokenName(tokenizer, id)),
    vectors: ids.map((id) => (data as Float32Array<ArrayBuffer>).subarray(id * width, (id + 1) * width)),
  };
}

const UNUSED = /^<unused\d*>$/;

/** For each of the vectors [P, H] its length and the tokens whose embeddings have the largest cosine with it. */
export function nearestTokens(prompt: Float32Array, { tokens, vectors }: Vocabulary): PromptLook[] {
  const norms = vectors.map(norm);
  const typicalNorm = norms.reduce((sum, each) => sum + each, 0) / norms.length;
  const width = vectors[0]?.length ?? 1;
  return Array.from({ length: prompt.length / width }, (_, index) => {
    const vector = prompt.subarray(index * width, (index + 1) * width);
    const own = norm(vector);
    const nearest = vectors
      .map((other, at) => ({
        token: tokens[at] ?? '',
        cosine: product(vector, other) / Math.max(own * (norms[at] ?? 0), Number.MIN_VALUE),
      }))
      .toSorted((one, two) => two.cosine - one.cosine)
      .slice(0, NEAREST);
    return { norm: own, typicalNorm, nearest };
  });
}

/** The mean cosine of two different vectors: of the sum of all directions the length tells it. */
export function meanCosine({ vectors }: Vocabulary): number {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    const length = norm(vector);
    for (let at = 0; at < sum.length; at++) (sum[at] as number) += (vector[at] as number) / length;
  }
  const count = vectors.length;
  return (product(sum, sum) - count) / (count * (count - 1));
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

const norm = (vector: ArrayLike<number>): number => Math.sqrt(product(vector, vector));

/** Behind the special tokens stand the 256 bytes, which spell what the vocabulary has no word for. */
const FIRST_BYTE = 4;
/** A space that stands alone is decoded to nothing: every text is given one in front. */
const MARKS: Readonly<Record<string, string>> = { '\n': '⏎', '\t': '⇥', '': '␣' };

/** A token as a reader can tell it: its text, a mark, or the byte that it stands for. */
export function tokenName(tokenizer: Tokenizer, id: number): string {
  if (id === tokenizer.bos) return '<bos>';
  if (id === tokenizer.eos) return '<eos>';
  if (id === tokenizer.pad) return '<pad>';
  const text = tokenizer.decode([id]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that nothing prints are told by their number
  if (/[\u0000-\u0008\u000b-\u001f\ufffd]/.test(text)) {
    return `0x${(id - FIRST_BYTE).toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return MARKS[text] ?? (text.trim() || text);
}
