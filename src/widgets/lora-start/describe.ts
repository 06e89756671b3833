import { formatNumber } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { exampleTraining, type LoraStart, type LoraStep } from '../../theory/loraExample';
import { norm } from '../../theory/loraPass';
import type { Quantity } from '../base/barsFigure';
import { integer, type Schema } from '../base/state';

export interface LoraStartState {
  readonly steps: number;
}

const MOST_STEPS = 12;

export const LORA_START_SCHEMA = {
  steps: integer(
    0,
    Array.from({ length: MOST_STEPS + 1 }, (_, step) => step),
  ),
} satisfies Schema<LoraStartState>;

/** In the order in which the figure shows them. */
export const SHOWN_STARTS = [
  'fresh',
  'mirrored',
  'scattered',
  'zero',
] as const satisfies readonly LoraStart[];
export type ShownStart = (typeof SHOWN_STARTS)[number];

export interface Panel {
  readonly start: ShownStart;
  /** The loss over the steps taken so far, and where it stands now, in the units of `PANEL`. */
  readonly path: string;
  readonly dot: readonly [number, number];
  readonly label: string;
  readonly quantities: readonly Quantity[];
}

export interface LoraStartDescription {
  readonly panels: readonly Panel[];
  readonly result: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly header: string; readonly cells: readonly Quantity[] }[];
}

/** The size of a panel and of the plot within it; losses from 0 to `loss`, steps from 0 to `steps`. */
export const PANEL = {
  width: 150,
  height: 110,
  left: 24,
  right: 142,
  top: 8,
  bottom: 88,
  loss: 1.5,
  steps: MOST_STEPS,
};
export const LOSS_TICKS = [0, 0.5, 1, 1.5];
export const STEP_TICKS = [0, 6, 12];
const STEPS_IN_TABLE = [0, 1, 2, 4, 8, 12];

const TRAININGS: Readonly<Record<ShownStart, readonly LoraStep[]>> = {
  fresh: exampleTraining('fresh', MOST_STEPS),
  mirrored: exampleTraining('mirrored', MOST_STEPS),
  scattered: exampleTraining('scattered', MOST_STEPS),
  zero: exampleTraining('zero', MOST_STEPS),
};

export function panelX(step: number): number {
  return PANEL.left + ((PANEL.right - PANEL.left) * step) / PANEL.steps;
}

export function panelY(loss: number): number {
  return PANEL.bottom - ((PANEL.bottom - PANEL.top) * loss) / PANEL.loss;
}

/** What the frozen layer loses before any training: where all but one of the curves begin. */
export const PRETRAINED_LOSS = at('zero', 0).loss;

export function describeLoraStart(
  { steps }: LoraStartState,
  { language, translate }: { language: Language; translate: Translate },
): LoraStartDescription {
  // “0” is a zero, “0.000” is nearly one.
  const number = (value: number): string => (value === 0 ? '0' : formatNumber(value, language, 3));
  const quantity = (name: string, value: number): Quantity => ({ name, value, text: number(value) });
  const losses = Object.fromEntries(SHOWN_STARTS.map((start) => [start, number(at(start, steps).loss)]));
  return {
    panels: SHOWN_STARTS.map((start) => {
      const points = TRAININGS[start]
        .slice(0, steps + 1)
        .map(({ loss }, step) => [round(panelX(step)), round(panelY(loss))] as const);
      const { loss, backward } = at(start, steps);
      return {
        start,
        path: `M${points.map((point) => point.join(',')).join('L')}`,
        dot: points.at(-1) ?? [0, 0],
        label: `${translate(`loraStart.starts.${start}`)}: ${translate('loraStart.loss')} ${number(loss)}`,
        quantities: [
          quantity('loss', loss),
          quantity('gradientA', norm(backward.down)),
          quantity('gradientB', norm(backward.up)),
        ],
      };
    }),
    result:
      steps === 0
        ? translate('loraStart.begin', {
            base: number(PRETRAINED_LOSS),
            scattered: losses['scattered'] ?? '',
          })
        : translate('loraStart.result', { count: steps, ...losses }),
    head: [
      translate('loraStart.start'),
      translate('loraStart.gradientA'),
      translate('loraStart.gradientB'),
      ...STEPS_IN_TABLE.map((step) => translate('loraStart.lossAfter', { step })),
    ],
    rows: SHOWN_STARTS.map((start) => {
      const { backward } = at(start, 0);
      return {
        header: translate(`loraStart.starts.${start}`),
        cells: [
          quantity('gradientA', norm(backward.down)),
          quantity('gradientB', norm(backward.up)),
          ...STEPS_IN_TABLE.map((step) => quantity('loss', at(start, step).loss)),
        ],
      };
    }),
  };
}

function at(start: ShownStart, step: number): LoraStep {
  return TRAININGS[start][step] as LoraStep;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
