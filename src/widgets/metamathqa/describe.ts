import { COMPARISON, type MeasuredTraining, TRAININGS } from '../../facts/metamathqa';
import { formatBytes, formatCompact, formatNumber, formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { RunsMap } from '../../scenes/runsMapLayout';
import { type Aim, paretoFront } from '../../theory/pareto';
import { NORMAL_95, standardError, tooCloseToCall } from '../../theory/proportion';
import type { Quantity } from '../base/barsFigure';
import { choice, type Schema } from '../base/state';

export const COSTS = ['memory', 'trainable', 'forgetting', 'seconds', 'file'] as const;
export const GAINS = ['accuracy', 'forgetting'] as const;
export type Measure = (typeof COSTS)[number] | (typeof GAINS)[number];

/** Methods of this course, as PEFT names them; all that is not here is among the `others`. */
const FAMILIES = {
  full: ['full-finetuning'],
  lora: ['lora'],
  prompts: ['prefixtuning', 'prompt_tuning', 'ptuning', 'adaptionprompt'],
  ia3: ['ia3'],
} as const;
export type Family = keyof typeof FAMILIES | 'others';
export const FAMILY_NAMES: readonly Family[] = ['full', 'lora', 'prompts', 'ia3', 'others'];
export const METHODS_MEASURED: readonly string[] = [...new Set(TRAININGS.map(({ method }) => method))].sort();

export interface MetamathqaState {
  readonly x: (typeof COSTS)[number];
  readonly y: (typeof GAINS)[number];
  /** A family, one method by PEFT's name, or all. */
  readonly show: string;
  readonly run: string;
}

export const METAMATHQA_SCHEMA = {
  x: choice<MetamathqaState['x']>('memory', COSTS),
  y: choice<MetamathqaState['y']>('accuracy', GAINS),
  // A family's name comes first, so that `lora` is LoRA with its variants, and `ia3` both at once.
  show: choice<string>('all', ['all', ...new Set([...FAMILY_NAMES, ...METHODS_MEASURED])]),
  run: choice<string>(
    'lora--rank32',
    TRAININGS.map(({ id }) => id),
  ),
} satisfies Schema<MetamathqaState>;

export function familyOf(method: string): Family {
  const families = Object.entries(FAMILIES) as [keyof typeof FAMILIES, readonly string[]][];
  return families.find(([, methods]) => methods.includes(method))?.[0] ?? 'others';
}

export function isShown({ method }: MeasuredTraining, show: string): boolean {
  if (show === 'all') return true;
  return (FAMILY_NAMES as readonly string[]).includes(show) ? familyOf(method) === show : method === show;
}

/** Runs that a lesson speaks of, with names short enough for a picture. The first ones find a place first. */
const LANDMARKS: readonly (readonly [string, string])[] = [
  ['lora--rank32', 'LoRA r=32'],
  ['lora--rank64-rslora', 'rsLoRA r=64'],
  ['ia3--default', '(IA)³'],
  ['miss--default', 'MiSS'],
  ['shira--lr_0.0003-random_seed_42', 'SHiRA'],
  ['miss--mini', 'MiSS, mini'],
  ['beft--target-v_proj', 'BEFT'],
  ['tinylora--default', 'TinyLoRA'],
  ['hira--rank32-lr4.5e-3', 'HiRA'],
  ['lily--rank140-mlp-a2-b2-s8.0', 'Lily'],
  ['ptuning--default', 'P-tuning'],
  ['vera--default', 'VeRA'],
  ['osf--rank128', 'OSF'],
  ['boft--default', 'BOFT'],
  ['lora--rank32-dora', 'DoRA r=32'],
];
/** These need words of the reader's language beside the method's name. */
const SPOKEN: Readonly<Record<string, string>> = {
  'full-finetuning--lr_0.00001': 'metamathqa.names.full',
  'ia3--all-attn-5k-lr0.005': 'metamathqa.names.ia3Tuned',
  'prompt_tuning--default': 'metamathqa.names.prompt',
  'prompt_tuning--sample_vocab-lr_0.001': 'metamathqa.names.promptTuned',
  'prefixtuning--lr_0.001': 'metamathqa.names.prefix',
};

interface Around {
  readonly language: Language;
  readonly translate: Translate;
}

export interface MetamathqaDescription {
  readonly map: RunsMap;
  /** Keys of the runs that the filter keeps. */
  readonly shown: ReadonlySet<string>;
  readonly result: string;
  /** What a screen reader hears as the crosshair moves: the run and both of its numbers. */
  readonly spoken: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly picture: string;
}

/** A measure in words: `22.3 GB`, `47.8%`, `942 s`. */
export function formatMeasure(value: number, measure: Measure, { language, translate }: Around): string {
  if (measure === 'accuracy') return `${formatNumber(100 * value, language, 1)}%`;
  if (measure === 'forgetting') return formatPlain(value, language, 4);
  if (measure === 'seconds') return translate('metamathqa.seconds', { value: formatNumber(value, language) });
  if (measure === 'trainable') return formatCompact(value, language);
  return value < 1e6 && measure === 'file'
    ? translate('metamathqa.kilobytes', { value: formatNumber(value / 1000, language, value < 1e4 ? 1 : 0) })
    : formatBytes(value, 'GB', language);
}

/** Ticks of an axis, without what its title says. */
function formatTick(value: number, measure: Measure, around: Around): string {
  const { language } = around;
  if (measure === 'accuracy') return formatNumber(100 * value, language);
  if (measure === 'memory') return formatPlain(value / 1e9, language, 0);
  if (measure === 'file') return formatPlain(value / 1e6, language, 3);
  if (measure === 'trainable') return formatCompactShort(value);
  return formatPlain(value, language, 4);
}

function formatCompactShort(value: number): string {
  return Intl.NumberFormat('en', { notation: 'compact' }).format(value);
}

const KINDS: Readonly<Record<Measure, 'linear' | 'log'>> = {
  memory: 'linear',
  trainable: 'log',
  forgetting: 'log',
  seconds: 'log',
  file: 'log',
  accuracy: 'linear',
};

const aim = (measure: Measure): Aim<MeasuredTraining> => ({
  value: (run) => run[measure],
  better: measure === 'accuracy' ? 'more' : 'less',
});

/** A run by PEFT's name of it, in a form that breaks well. */
export function runName({ id }: MeasuredTraining): string {
  return id.replace('--', ' · ').replaceAll('_', ' ');
}

export function describeMetamathqa(state: MetamathqaState, around: Around): MetamathqaDescription {
  const { language, translate } = around;
  const kept = TRAININGS.filter((run) => isShown(run, state.show));
  const front = paretoFront(kept, [aim(state.x), aim(state.y)]);
  const picked = TRAININGS.find(({ id }) => id === state.run) ?? kept[0];
  if (!picked) throw new Error('no runs were measured');
  const half = NORMAL_95 * standardError(picked.accuracy, COMPARISON.questions);
  const name = (run: MeasuredTraining): string => {
    const spoken = SPOKEN[run.id];
    if (spoken) return translate(spoken);
    // Among runs of one method it is the variant that tells them apart.
    const own = state.show === 'all' ? run.method : (run.id.split('--')[1] ?? run.method);
    return LANDMARKS.find(([id]) => id === run.id)?.[1] ?? own;
  };
  const rankOf = (run: MeasuredTraining): number | null => {
    if (run === picked) return 0;
    if (!kept.includes(run)) return null;
    const landmarks = [
      ...Object.keys(SPOKEN).slice(0, 1),
      ...LANDMARKS.map(([id]) => id),
      ...Object.keys(SPOKEN),
    ];
    const landmark = landmarks.indexOf(run.id);
    if (front.includes(run)) return 1 + (landmark < 0 ? 0.5 : 0);
    if (landmark >= 0) return 2 + landmark / 100;
    return state.show === 'all' || state.show === 'others' ? null : 3;
  };
  const title = (measure: Measure): string => translate(`metamathqa.measure.${measure}`);
  const undecided = TRAININGS.filter(
    (other) => other !== picked && tooCloseToCall(picked.accuracy, other.accuracy, COMPARISON.questions),
  ).length;
  const xTitle = translate(`metamathqa.axis.${state.x}`);
  const yTitle = translate(`metamathqa.axis.${state.y}`);
  const numbers = (measure: Measure): string => formatMeasure(picked[measure], measure, around);
  return {
    map: {
      runs: TRAININGS.map((run) => ({
        key: run.id,
        x: run[state.x],
        y: run[state.y],
        name: name(run),
        rank: rankOf(run),
      })),
      x: { kind: KINDS[state.x], format: (value) => formatTick(value, state.x, around) },
      y: { kind: KINDS[state.y], format: (value) => formatTick(value, state.y, around) },
      front: front.map(({ id }) => id),
      picked: {
        key: picked.id,
        bar:
          state.y === 'accuracy'
            ? [Math.max(0, picked.accuracy - half), Math.min(1, picked.accuracy + half)]
            : null,
      },
    },
    shown: new Set(kept.map(({ id }) => id)),
    result: translate('metamathqa.result', {
      run: runName(picked),
      accuracy: numbers('accuracy'),
      half: formatNumber(100 * half, language, 1),
      memory: numbers('memory'),
      forgetting: numbers('forgetting'),
      trainable: numbers('trainable'),
      undecided,
      others: TRAININGS.length - 1,
    }),
    spoken: translate('metamathqa.spoken', {
      run: runName(picked),
      x: `${title(state.x)} ${numbers(state.x)}`,
      y: `${title(state.y)} ${numbers(state.y)}`,
      front: front.includes(picked) ? translate('metamathqa.onFront') : '',
    }),
    xTitle,
    yTitle,
    picture: translate('metamathqa.picture', {
      runs: kept.length,
      x: xTitle,
      y: yTitle,
      front: front.length,
    }),
  };
}

const COLUMNS: readonly Measure[] = ['accuracy', 'memory', 'trainable', 'forgetting', 'seconds', 'file'];

/** The table under the figure: every run with every measure; the same in every state. */
export function metamathqaTable(around: Around): {
  readonly head: readonly string[];
  readonly rows: readonly { readonly header: string; readonly cells: readonly Quantity[] }[];
} {
  return {
    head: [
      around.translate('metamathqa.run'),
      ...COLUMNS.map((measure) => around.translate(`metamathqa.measure.${measure}`)),
    ],
    rows: TRAININGS.map((run) => ({
      header: runName(run),
      cells: COLUMNS.map((measure) => ({
        name: measure,
        value: run[measure],
        text: formatMeasure(run[measure], measure, around),
      })),
    })),
  };
}

/** The run that an arrow leads to: the next shown one to that side in the order of that axis. */
export function nextRun(state: MetamathqaState, key: string): string {
  const axis = key === 'ArrowUp' || key === 'ArrowDown' ? state.y : state.x;
  const order = TRAININGS.filter((run) => isShown(run, state.show)).sort(
    (a, b) => a[axis] - b[axis] || a.id.localeCompare(b.id),
  );
  const at = order.findIndex(({ id }) => id === state.run);
  if (order.length === 0) return state.run;
  if (key === 'Home' || at < 0) return order[0]?.id ?? state.run;
  if (key === 'End') return order.at(-1)?.id ?? state.run;
  const step = key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1;
  return order[Math.min(order.length - 1, Math.max(0, at + step))]?.id ?? state.run;
}
