/** The slides' formula under every ZeRO stage: how many cards a run needs, and which term decides. */
import { byteCount, oneOf, positiveInteger } from './checks';
import { type SlideMemory, type SlideSetup, slideMemory } from './memory';
import { ZERO_STAGES, type ZeroStage } from './zero';

/**
 * `slideMemory` where ZeRO divides less than all: stage 0 nothing, 1 the optimizer states, 2 the gradients too,
 * 3 the weights too, which is the slides' formula itself. Of frozen weights the same holds: only stage 3 divides them.
 *
 * @throws RangeError naming the field.
 */
export function shardedMemory(setup: SlideSetup, stage: ZeroStage): SlideMemory {
  oneOf(stage, ZERO_STAGES, 'stage');
  const divided = slideMemory(setup);
  if (stage === 3) return divided;
  const whole = slideMemory({ ...setup, gpus: 1 });
  const { frozenWeights, trainedWeights, weights } = whole;
  const gradients = stage >= 2 ? divided.gradients : whole.gradients;
  const optimizer = stage >= 1 ? divided.optimizer : whole.optimizer;
  const { activations, logits, other } = divided;
  return {
    ...divided,
    frozenWeights,
    trainedWeights,
    weights,
    gradients,
    optimizer,
    total: weights + gradients + optimizer + activations + logits + other,
  };
}

/** More cards than anybody fine-tunes on; beyond them the answer is that cards do not help. */
export const MOST_CARDS = 1024;

/**
 * The smallest power of two of GPUs with `memory` bytes each that a run needs under a ZeRO stage, or null when none up
 * to `MOST_CARDS` is enough. At stage 3 this is `fewestPowerOfTwoGpus`.
 *
 * @param setup its `gpus` is not used.
 * @throws RangeError naming the field.
 */
export function fewestShardedGpus(
  setup: Omit<SlideSetup, 'gpus'>,
  stage: ZeroStage,
  memory: number,
): number | null {
  byteCount(memory, 'memory');
  for (let gpus = 1; gpus <= MOST_CARDS; gpus *= 2) {
    if (shardedMemory({ ...setup, gpus }, stage).total <= memory) return gpus;
  }
  return null;
}

/** The terms that a run's memory is made of, weights in one. */
export const CARD_TERMS = ['weights', 'gradients', 'optimizer', 'activations', 'logits', 'other'] as const;
export type CardTerm = (typeof CARD_TERMS)[number];

/** The largest term, the first of equals. */
export function largestTerm(memory: SlideMemory): CardTerm {
  return CARD_TERMS.reduce((best, term) => (memory[term] > memory[best] ? term : best));
}

/** Why a run needs the number of cards that it needs. */
export interface CardCount {
  /** The smallest power of two that fits; null when no number of cards does. */
  readonly gpus: number | null;
  /** Memory on each of `gpus` cards; of `MOST_CARDS` where `gpus` is null. */
  readonly memory: SlideMemory;
  /** The number of cards whose memory tells why: half of `gpus`, or one where one is enough, or `MOST_CARDS`. */
  readonly tried: number;
  /** Memory on each of `tried` cards. */
  readonly triedMemory: SlideMemory;
  /** The largest term there: it decides. */
  readonly term: CardTerm;
}

/**
 * Counts cards as `fewestShardedGpus`, with the reason: the largest term at half as many cards, which would not do.
 *
 * @throws RangeError naming the field.
 */
export function countCards(setup: Omit<SlideSetup, 'gpus'>, stage: ZeroStage, capacity: number): CardCount {
  const gpus = fewestShardedGpus(setup, stage, capacity);
  const at = (cards: number): SlideMemory => shardedMemory({ ...setup, gpus: cards }, stage);
  const tried = gpus === null ? MOST_CARDS : Math.max(1, positiveInteger(gpus, 'gpus') / 2);
  const triedMemory = at(tried);
  return { gpus, memory: at(gpus ?? MOST_CARDS), tried, triedMemory, term: largestTerm(triedMemory) };
}
