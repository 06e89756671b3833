import { createRandom, type Random } from '../random';
import { type Encoded, type PlainBatch, pack } from '../rows';
import type { Example } from '../tasks/types';
import type { Tokenizer } from '../tokenizer';
import type { RunSetup } from './api';

/** `<bos>` prompt answer `<eos>`. */
export function encode(
  tokenizer: Tokenizer,
  { prompt, answer }: Example,
  lossOn: RunSetup['lossOn'] = 'answer',
): Encoded {
  const asked = [tokenizer.bos, ...tokenizer.encode(prompt)];
  const ids = [...asked, ...tokenizer.encode(answer), tokenizer.eos];
  const targets = ids.slice(1);
  return {
    tokens: ids.slice(0, -1),
    targets,
    counted: targets.map((_, at) => (lossOn === 'all' || at + 1 >= asked.length ? 1 : 0)),
  };
}

/** Where a run's examples come from. */
export interface Source {
  /** Positions of a row. */
  readonly length: number;
  /** Places of a row at which the loss is asked at most: the longest answer's tokens and the end. */
  readonly places: number;
  readonly example: (random: Random) => Example;
  readonly heldOut: (count: number) => readonly Example[];
}

/** The batch of a step, the same for every method and whenever it is asked for. */
export function trainingBatch(
  source: Source,
  setup: RunSetup,
  step: number,
  tokenizer: Tokenizer,
): PlainBatch {
  const random = createRandom(setup.seed, 'batch', setup.task, step);
  const sequences = Array.from({ length: setup.batch }, () =>
    encode(tokenizer, source.example(random), setup.lossOn),
  );
  const places = setup.lossOn === 'all' ? source.length : source.places;
  return pack(sequences, { length: source.length, places }, tokenizer.pad);
}

/** Held-out items asked while training goes on, and most at its end. */
export const ITEMS = { during: 64, end: 512 } as const;

/** Items asked at the end of so many steps: a short try is not asked for longer than it was trained. */
export function itemsAfter(steps: number): number {
  return Math.min(ITEMS.end, Math.max(ITEMS.during, 8 * steps));
}

/** The share of the most frequent answer: what a guess without reading reaches. */
export function majority(examples: readonly Example[]): number {
  const counts = new Map<string, number>();
  for (const { answer } of examples) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / Math.max(examples.length, 1);
}
