import { gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import { formatBytes, formatNumber } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { ATTENTION_MATRICES } from '../../theory/architecture';
import { type CardCount, countCards, MOST_CARDS, shardedMemory } from '../../theory/cards';
import { fewestGpus } from '../../theory/fit';
import type { SlideSetup } from '../../theory/memory';
import { GB } from '../../theory/units';
import type { ZeroStage } from '../../theory/zero';
import { type BarsDescription, type Describe, memoryParts } from '../base/barsFigure';
import type { HowManyCardsState } from './state';

interface Around {
  readonly language: Language;
  readonly translate: Translate;
}

/** What a run needs to be counted, whether the reader chose it or the slides' table has it. */
export type Run = Pick<HowManyCardsState, 'model' | 'method' | 'batch'>;

export const TERMS = ['frozen', 'trained', 'gradients', 'optimizer', 'activations', 'logits', 'other'];
const COLUMNS = ['weights', 'gradients', 'optimizer', 'activations', 'logits', 'other', 'total'] as const;

/** Rank 16 on the four attention matrices, as slide S5 counts LoRA. */
function setupOf(run: Run, sequence: number): Omit<SlideSetup, 'gpus'> {
  return {
    architecture: modelById(run.model).architecture,
    method: run.method,
    rank: 16,
    targets: ATTENTION_MATRICES,
    batch: run.batch,
    sequence,
  };
}

const stageOf = ({ zero }: HowManyCardsState): ZeroStage => Number(zero) as ZeroStage;

/** The number of cards that a run needs on the reader's card, sequence length and ZeRO stage, with the reason. */
export function countRun(run: Run, state: HowManyCardsState): CardCount {
  return countCards(setupOf(run, state.sequence), stageOf(state), gpuById(state.gpu).memory);
}

/** Four numbers of cards around the answer; where there is none, from one card to the most. */
export function cardsToShow(gpus: number | null): readonly number[] {
  if (gpus === null) return [1, 4, 32, MOST_CARDS];
  const first = Math.max(1, gpus / 4);
  return [first, first * 2, first * 4, first * 8];
}

/** Memory on each card by the number of cards, around the smallest power of two that fits. */
export const describeHowManyCards: Describe<HowManyCardsState> = (state, around): BarsDescription => {
  const { language, translate } = around;
  const card = gpuById(state.gpu);
  const setup = setupOf(state, state.sequence);
  const count = countRun(state, state);
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const shown = cardsToShow(count.gpus).map((gpus) => {
    const memory = shardedMemory({ ...setup, gpus }, stageOf(state));
    return { gpus, memory, fits: memory.total <= card.memory };
  });
  const cards = (number: number): string => translate('figure.cards', { count: number });
  return {
    bars: {
      bars: shown.map(({ gpus, memory, fits }, index) => ({
        // Keyed by place: the four bars stay, what they show changes.
        key: String(index),
        label: `${fits ? '✓' : '✗'} ${cards(gpus)} · ${bytes(memory.total)}`,
        parts: memoryParts(memory),
      })),
      capacity: { value: card.memory, label: `${shortName(card.name)} · ${bytes(card.memory)}` },
      unit: { size: GB, label: 'GB' },
    },
    result: [
      answerOf(state, count, around),
      reasonOf(count, card.memory, around),
      ...inBetween(state, count, around),
      // Chinese sentences follow each other without a space.
    ].join(language === 'zh' ? '' : ' '),
    head: [translate('howManyCards.cards'), ...COLUMNS.map((term) => translate(`term.${term}`))],
    rows: shown.map(({ gpus, memory }) => ({
      header: cards(gpus),
      cells: COLUMNS.map((term) => ({ name: term, value: memory[term], text: bytes(memory[term]) })),
    })),
  };
};

/** A card’s name without its size, which the line states anyway: on a phone there is room for one of them. */
const shortName = (name: string): string => name.replace(/ \d+ GB$/, '');

function answerOf(state: HowManyCardsState, count: CardCount, { language, translate }: Around): string {
  const values = {
    model: modelById(state.model).name,
    method: translate(`method.inText.${state.method}`),
    batch: state.batch,
    sequence: state.sequence,
    card: gpuById(state.gpu).name,
    total: formatBytes(count.memory.total, 'GB', language),
    most: MOST_CARDS,
  };
  if (count.gpus === null) return translate('howManyCards.none', values);
  return translate('howManyCards.answer', { ...values, count: count.gpus });
}

/** Which term decides: the largest at half as many cards, or, where one card is enough, the largest on it. */
export function reasonOf(count: CardCount, capacity: number, { language, translate }: Around): string {
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const values = {
    term: translate(`howManyCards.term.${count.term === 'other' ? 'constant' : count.term}`),
    amount: bytes(count.triedMemory[count.term]),
    total: bytes(count.triedMemory.total),
    capacity: bytes(capacity),
    count: count.tried,
  };
  if (count.gpus === null) return translate('howManyCards.why.none', values);
  return translate(count.gpus === 1 ? 'howManyCards.why.single' : 'howManyCards.why.half', values);
}

/** With ZeRO-3 a number between two powers of two may do as well. */
function inBetween(state: HowManyCardsState, count: CardCount, { translate }: Around): readonly string[] {
  if (state.zero !== '3' || count.gpus === null) return [];
  const fewest = fewestGpus(setupOf(state, state.sequence), gpuById(state.gpu).memory, count.gpus);
  if (fewest === null || fewest === count.gpus) return [];
  return [translate('howManyCards.between', { count: fewest })];
}

/** The count and, for tests and exports, its number: 0 where no number of cards is enough. */
export function countText(count: CardCount, { language, translate }: Around): string {
  return count.gpus === null ? translate('howManyCards.noNumber') : formatNumber(count.gpus, language);
}
