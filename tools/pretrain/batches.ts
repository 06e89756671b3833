import { createRandom, type Random } from '../../src/training/random';
import { markedAsking, markedEcho, markedPairs, markedSayings } from '../../src/training/text/primer';
import { markedStory, withoutMarks } from '../../src/training/text/story';
import type { Tokenizer } from '../../src/training/tokenizer';
import type { Stage, TextKind } from './settings';

/** One batch as plain numbers, [rows × length] each. */
export interface PlainBatch {
  readonly tokens: Int32Array<ArrayBuffer>;
  /** The tokens that follow. */
  readonly targets: Int32Array<ArrayBuffer>;
  /** 1 where the target follows from what was told before, else 0. */
  readonly marks: Uint8Array<ArrayBuffer>;
}

const KINDS = {
  pairs: markedPairs,
  had: markedSayings('had'),
  hadA: markedSayings('had a'),
  echo: markedEcho,
  asking: markedAsking,
  story: markedStory,
} as const satisfies Record<TextKind, unknown>;

function draw(shares: Stage['shares'], random: Random): string {
  let left = random.uniform();
  for (const [kind, share] of Object.entries(shares)) {
    left -= share;
    if (left < 0) return KINDS[kind as TextKind](random);
  }
  return markedStory(random);
}

/** The tokens of a marked text in order, and the marks: `story.ts`'s `countTokens` with brackets. */
const PARTS = /[[\]]|\p{L}+|\p{N}| (?=\[?\p{N})|\n|[^\s\p{L}\p{N}[\]]+/gu;

/** Token ids of a marked text, between `<bos>` and `<eos>`, each with its mark. */
export function encodeMarked(marked: string, tokenizer: Tokenizer): [id: number, mark: 0 | 1][] {
  const ids = tokenizer.encode(withoutMarks(marked));
  const result: [number, 0 | 1][] = [[tokenizer.bos, 0]];
  let inside: 0 | 1 = 0;
  let at = 0;
  for (const part of marked.match(PARTS) ?? []) {
    if (part === '[') inside = 1;
    else if (part === ']') inside = 0;
    else result.push([ids[at++] as number, inside]);
  }
  if (at !== ids.length) throw new Error(`${at} words and ${ids.length} tokens in: ${marked}`);
  return [...result, [tokenizer.eos, 0]];
}

/**
 * The batch of a step: rows of whole documents. A row begins with the beginning of one, so that what its sentences look
 * up stands in the row; the last is cut where the row ends. Each step has a random stream of its own, so that a run that
 * was cut short goes on with the same data.
 */
export function batchOf(
  stage: Pick<Stage, 'rows' | 'length' | 'shares'>,
  tokenizer: Tokenizer,
  seed: number,
  stream: 'training' | 'heldOut',
  step: number,
): PlainBatch {
  const random = createRandom(seed, 'pretraining', stream, step);
  const { rows, length, shares } = stage;
  const tokens = new Int32Array(rows * length);
  const targets = new Int32Array(rows * length);
  const marks = new Uint8Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const parts: [number, 0 | 1][] = [];
    while (parts.length < length + 1) parts.push(...encodeMarked(draw(shares, random), tokenizer));
    for (let at = 0; at < length; at++) {
      tokens[row * length + at] = (parts[at] as [number, number])[0];
      [targets[row * length + at], marks[row * length + at]] = parts[at + 1] as [number, 0 | 1];
    }
  }
  return { tokens, targets, marks };
}

/** Weights of a mean in which marked targets count `weight` times. */
export function lossWeights(marks: Uint8Array, weight: number): Float32Array<ArrayBuffer> {
  const weights = Float32Array.from(marks, (mark) => (mark ? weight : 1));
  const total = weights.reduce((sum, each) => sum + each, 0);
  return weights.map((each) => each / total);
}
