import { COSTS_CARD, COSTS_SEQUENCE } from '../../facts/costs';
import { GPUS } from '../../facts/gpus';
import { SLIDE_METHODS } from '../../theory/memory';
import { choice, integer, type Schema } from '../base/state';
import { SIZES, type Size } from '../shared/textbookModels';

export interface HowManyCardsState {
  readonly model: Size;
  readonly method: (typeof SLIDE_METHODS)[number];
  readonly batch: number;
  readonly sequence: number;
  readonly gpu: string;
  readonly zero: '0' | '1' | '2' | '3';
}

export const HOW_MANY_CARDS_SCHEMA = {
  model: choice<Size>('llama-13b', SIZES),
  method: choice<HowManyCardsState['method']>('full', SLIDE_METHODS),
  batch: integer(8, [1, 2, 4, 8, 16, 32, 64, 128, 256]),
  sequence: integer(COSTS_SEQUENCE, [128, 256, 512, 1024, 2048, 4096, 8192]),
  gpu: choice(
    COSTS_CARD,
    GPUS.map((gpu) => gpu.id),
  ),
  zero: choice<HowManyCardsState['zero']>('3', ['0', '1', '2', '3']),
} satisfies Schema<HowManyCardsState>;
