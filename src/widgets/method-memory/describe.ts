import { GPUS, gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import { formatBytes } from '../../i18n/format';
import { ATTENTION_MATRICES } from '../../theory/architecture';
import { fits } from '../../theory/fit';
import { SLIDE_METHODS, slideMemory } from '../../theory/memory';
import { GB } from '../../theory/units';
import { type Describe, memoryParts } from '../base/barsFigure';
import { choice, integer, type Schema } from '../base/state';
import { SIZES, type Size } from '../shared/textbookModels';

export interface MethodMemoryState {
  readonly model: Size;
  readonly gpus: number;
  readonly gpu: string;
  readonly sequence: number;
  /** Stacked bars, or towers of blocks in space. */
  readonly view: 'flat' | 'volume';
  /** Where the reader stands before the towers: degrees around and above, and distance in percent. */
  readonly azimuth: number;
  readonly elevation: number;
  readonly distance: number;
}

export const METHOD_MEMORY_SCHEMA = {
  model: choice<Size>('llama-7b', SIZES),
  gpus: integer(1, [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]),
  gpu: choice(
    'rtx-3090-24g',
    GPUS.map((gpu) => gpu.id),
  ),
  sequence: integer(512, [128, 256, 512, 1024, 2048, 4096, 8192, 16384]),
  view: choice<MethodMemoryState['view']>('flat', ['flat', 'volume']),
  azimuth: integer(24, [-180, 180]),
  elevation: integer(16, [0, 85]),
  distance: integer(100, [40, 300]),
} satisfies Schema<MethodMemoryState>;

/** One sequence a card, at rank 16 on the four attention matrices (S5). */
const SETTING = { rank: 16, targets: ATTENTION_MATRICES, batch: 1 } as const;
export const METHOD_TERMS = ['frozen', 'trained', 'gradients', 'optimizer', 'activations', 'logits', 'other'];

/** Full, LoRA and QLoRA at one scale against one card: which of them fit. */
export const describeMethodMemory: Describe<MethodMemoryState> = (state, { language, translate }) => {
  const { architecture, name } = modelById(state.model);
  const gpu = gpuById(state.gpu);
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const methods = SLIDE_METHODS.map((method) => {
    const memory = slideMemory({
      ...SETTING,
      architecture,
      method,
      gpus: state.gpus,
      sequence: state.sequence,
    });
    return { method, memory, fits: fits(memory.total, gpu.memory) };
  });
  const fitting = methods.filter((each) => each.fits).map(({ method }) => translate(`method.${method}`));
  const values = {
    model: name,
    card: gpu.name,
    cards: translate('methodMemory.cards', { count: state.gpus, card: gpu.name }),
  };
  let result: string;
  if (fitting.length === 0) result = translate('methodMemory.none', values);
  else if (fitting.length === methods.length) result = translate('methodMemory.all', values);
  else
    result = translate('methodMemory.some', {
      ...values,
      methods: fitting.join(translate('methodMemory.and')),
    });

  return {
    bars: {
      bars: methods.map(({ method, memory, fits: enough }) => ({
        key: method,
        label: `${enough ? '✓' : '✗'} ${translate(`method.${method}`)} · ${bytes(memory.total)}`,
        parts: memoryParts(memory),
      })),
      capacity: { value: gpu.memory, label: `${gpu.name} · ${bytes(gpu.memory)}` },
      unit: { size: GB, label: 'GB' },
    },
    result,
    head: [
      translate('figure.method'),
      ...['weights', 'gradients', 'optimizer', 'activations', 'logits', 'other', 'total'].map((term) =>
        translate(`term.${term}`),
      ),
    ],
    rows: methods.map(({ method, memory }) => ({
      header: translate(`method.${method}`),
      cells: (['weights', 'gradients', 'optimizer', 'activations', 'logits', 'other', 'total'] as const).map(
        (term) => ({ name: term, value: memory[term], text: bytes(memory[term]) }),
      ),
    })),
  };
};
