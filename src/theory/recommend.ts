import { type Architecture, MATRIX_NAMES } from './architecture';
import { fewestGpus, fits } from './fit';
import { slideMemory } from './memory';
import { inferenceCost } from './methods/inference';

/** How much there is to learn: hundreds of examples, thousands, or a corpus that goes on and on. */
export const AMOUNTS = ['hundreds', 'thousands', 'corpus'] as const;
/** How many tasks are served from one model. */
export const TASKS = ['one', 'few', 'many'] as const;
export const LATENCIES = ['relaxed', 'strict'] as const;

export interface Situation {
  readonly architecture: Architecture;
  /** Bytes of the one card. */
  readonly memory: number;
  readonly data: (typeof AMOUNTS)[number];
  readonly tasks: (typeof TASKS)[number];
  readonly latency: (typeof LATENCIES)[number];
}

export type GuideMethod = 'full' | 'lora' | 'qlora' | 'ia3';

/** One way to fine-tune, and what it takes on one card. */
export interface Option {
  readonly method: GuideMethod;
  readonly rank: number;
  readonly trainable: number;
  /** Bytes, by the slides' formula. */
  readonly total: number;
  readonly fits: boolean;
}

/** Why each thing was chosen; a key of the messages, spoken with the numbers of `Recommendation`. */
export interface Reasons {
  readonly data: 'full' | 'capacity' | 'usual' | 'small' | 'scales';
  readonly memory: 'full' | 'half' | 'quantized' | 'lowered' | 'none';
  readonly serving: 'whole' | 'merge' | 'quantized' | 'swap' | 'copies' | 'unmerged' | 'scales';
  readonly caution: 'tight' | 'margin' | 'cards' | 'never';
}

export interface Recommendation {
  /** Null when nothing fits the card. */
  readonly choice: Option | null;
  /** One option for each method, in the order of `GuideMethod`, the chosen one among them. */
  readonly options: readonly Option[];
  readonly reasons: Reasons;
  /** How many such cards the leanest option would need, if more than one and not too many; else null. */
  readonly cards: number | null;
  /** Multiply-adds of what is not merged, as a share of the model's parameters. */
  readonly unmergedWork: number;
  /** One task's file in bytes, and the model's weights in 16 bits. */
  readonly file: number;
  readonly weights: number;
}

/** Every linear layer: QLoRA (§4) and “LoRA Without Regret” found that this matters more than the rank does. */
export const TARGETS = MATRIX_NAMES;
/** What the guide computes with: one sequence of this many tokens at a time, on one card. */
export const RUN = { batch: 1, sequence: 1024 } as const;
/** Low for little data; high for much, which has more to hold than a low rank can. */
const RANK = { hundreds: 8, thousands: 16, corpus: 64 } as const;
const RANKS = [64, 16, 8];
const MOST_CARDS = 64;
/** Below this share of the card left free, what the formula omits may not fit any more. */
const TIGHT = 0.1;

/**
 * Which method to take. The rules, in order:
 *
 * 1. One task, much data, and full fine-tuning fits: full. It learns more where there is much to learn (Biderman et al., 2024).
 * 2. Many tasks, little data, every millisecond counts: (IA)³, which was made for few examples and costs next to
 *    nothing though several tasks share one model (Liu et al., 2022).
 * 3. Otherwise LoRA on every linear layer, with a rank that grows with the data; in 16 bits if that fits, else QLoRA; and if
 *    that does not fit either, QLoRA with a lower rank.
 * 4. If nothing fits, it says so, and how many cards would do.
 *
 * Adapters, prefixes and prompts are not among the answers: they need as much memory as LoRA, cannot be merged, and were
 * not better in the measurements that the lesson shows.
 *
 * @throws RangeError as `slideMemory`.
 */
export function recommend(situation: Situation): Recommendation {
  const { data, tasks, latency, architecture, memory } = situation;
  const wantsFull = data === 'corpus' && tasks === 'one';
  const wantsScales = data === 'hundreds' && tasks === 'many' && latency === 'strict';
  const rank = RANK[data];

  const full = option(situation, 'full', rank);
  const lora = option(situation, 'lora', rank);
  const scales = option(situation, 'ia3', rank);
  const quantized = RANKS.filter((each) => each <= rank).map((each) => option(situation, 'qlora', each));
  const qlora = quantized.find((each) => each.fits) ?? quantized.at(-1) ?? option(situation, 'qlora', 8);

  const ladder = [...(wantsFull ? [full] : []), ...(wantsScales ? [scales] : []), lora, qlora];
  const choice = ladder.find((each) => each.fits) ?? null;
  const setup = { ...setupOf(choice ?? qlora, architecture), gpus: 1 };
  const cost = inferenceCost(architecture, { ...setup, bottleneck: 1, tokens: 1 });
  const cards = choice === null ? fewestGpus(setup, memory, MOST_CARDS) : null;
  const weights = inferenceCost(architecture, { ...setup, method: 'full', bottleneck: 1, tokens: 1 }).file;

  return {
    choice,
    options: [full, lora, qlora, scales],
    reasons: {
      data: dataReason(choice, data),
      memory: memoryReason(choice, rank),
      serving: servingReason(choice, tasks, latency),
      caution: cautionReason(choice, cards, memory),
    },
    cards,
    unmergedWork: cost.unmergedWork / slideMemory(setup).parameters,
    file: cost.file,
    weights,
  };
}

function setupOf({ method, rank }: Pick<Option, 'method' | 'rank'>, architecture: Architecture) {
  return { ...RUN, architecture, method, rank, targets: TARGETS };
}

function option({ architecture, memory }: Situation, method: GuideMethod, rank: number): Option {
  const { trainable, total } = slideMemory({ ...setupOf({ method, rank }, architecture), gpus: 1 });
  return { method, rank, trainable, total, fits: fits(total, memory) };
}

function dataReason(choice: Option | null, data: Situation['data']): Reasons['data'] {
  if (choice?.method === 'full') return 'full';
  if (choice?.method === 'ia3') return 'scales';
  return ({ hundreds: 'small', thousands: 'usual', corpus: 'capacity' } as const)[data];
}

function memoryReason(choice: Option | null, rank: number): Reasons['memory'] {
  if (choice === null) return 'none';
  if (choice.method === 'full') return 'full';
  if (choice.method !== 'qlora') return 'half';
  return choice.rank < rank ? 'lowered' : 'quantized';
}

function servingReason(
  choice: Option | null,
  tasks: Situation['tasks'],
  latency: Situation['latency'],
): Reasons['serving'] {
  if (choice?.method === 'full') return 'whole';
  if (choice?.method === 'ia3') return 'scales';
  if (tasks === 'one') return choice?.method === 'lora' ? 'merge' : 'quantized';
  if (latency === 'relaxed') return 'swap';
  return tasks === 'few' ? 'copies' : 'unmerged';
}

function cautionReason(choice: Option | null, cards: number | null, memory: number): Reasons['caution'] {
  if (choice === null) return cards === null ? 'never' : 'cards';
  return memory - choice.total < TIGHT * memory ? 'tight' : 'margin';
}
