import { formatNumber, formatPercent, formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import { formatList } from '../../i18n/list';
import type { Translate } from '../../i18n/translate';
import type { Architecture } from '../../theory/architecture';
import { countParameters } from '../../theory/parameters';
import type { Quantity } from '../base/barsFigure';
import {
  describeBaseline,
  describeForgetting,
  describeOutcomes,
  describeProgress,
  inSentences,
  type Outcome,
  outcomeOf,
  quantitiesOf,
  shareDone,
  spaced,
  type Words,
} from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import type { MethodRun, RunState } from '../shared/lab/run';
import { type Entry, entryInText, entryName, type Leg, labQuery, legsOf, trainedBy } from './plan';
import type { LabRunState } from './state';

/** How far a run has come: `runs[i]` is what is known of leg i. */
export interface Trained {
  readonly phase: 'idle' | 'loading' | 'training' | 'done' | 'stopped' | 'displaced' | 'error';
  readonly legs: readonly Leg[];
  readonly runs: readonly RunState[];
}

export const UNTRAINED: Trained = { phase: 'idle', legs: [], runs: [] };

export const COLUMNS = [
  'trainable',
  'share',
  'accuracy-before',
  'accuracy',
  'forgetting',
  'memory',
  'steps-per-second',
] as const;

export interface Row {
  readonly key: string;
  readonly name: string;
  /** Why this method trained no further; empty where it did. */
  readonly fault: string;
  /** One for each column; null where nothing has been measured. */
  readonly cells: readonly (Quantity | null)[];
}

export interface LabRunDescription {
  readonly title: string;
  readonly tip: string;
  /** What the run will do, in words. */
  readonly plan: string;
  readonly rows: readonly Row[];
  readonly result: string;
  /** Links to the laboratory, one a leg: a query and what it opens. */
  readonly links: readonly { readonly query: string; readonly label: string }[];
}

/** The words of build and browser: Chinese sets Latin names apart. */
export function wordsOf(language: Language, translate: Translate): Words {
  return {
    language,
    translate: language === 'zh' ? (key, parameters) => spaced(translate(key, parameters)) : translate,
  };
}

/** All that the figure says of a state and of what was trained last; the build calls it with `UNTRAINED`. */
export function describeLabRun(
  state: LabRunState,
  trained: Trained,
  architecture: Architecture,
  words: Words,
): LabRunDescription {
  const { translate, language } = words;
  const legs = legsOf(state);
  const { preset, task, steps } = state;
  const { total } = countParameters(architecture);
  const entries = legs.flatMap((leg) => leg.entries);
  const names =
    preset === 'ranks'
      ? translate('labRun.atRanks', {
          ranks: formatList(
            entries.map(({ rank }) => String(rank)),
            language,
          ),
        })
      : formatList(
          entries.map((entry) => entryInText(entry, words)),
          language,
        );
  return {
    title: translate(`labRun.preset.${preset}.title`),
    tip: translate(`labRun.preset.${preset}.tip`),
    plan: translate('labRun.plan', {
      parameters: formatNumber(total, language),
      names,
      task: translate(`lab.task.${task}.name`),
      about: translate(`lab.task.${task}.about`),
      steps,
      sequences: legs[0]?.lab.batch ?? 0,
    }),
    rows: rowsOf(trained.legs.length > 0 ? trained.legs : legs, trained.runs, architecture, words),
    result: describeOutcome(trained, words),
    links: legs.map((leg) => ({
      query: labQuery(leg),
      label:
        legs.length === 1
          ? translate('labRun.open')
          : leg.entries.map((entry) => entryName(entry, words)).join(),
    })),
  };
}

function rowsOf(
  legs: readonly Leg[],
  runs: readonly RunState[],
  architecture: Architecture,
  words: Words,
): readonly Row[] {
  const { total } = countParameters(architecture);
  return legs.flatMap((leg, index) =>
    leg.entries.map((entry): Row => {
      const run = runs[index];
      const each = run && methodOf(run, entry);
      const measured = new Map((each ? quantitiesOf(each, words) : []).map((one) => [one.name, one]));
      const trainable = each?.size?.trainable ?? trainedBy(entry, leg, architecture);
      const before = each && each.step > 0 ? run.baseline?.accuracy : undefined;
      const { language } = words;
      const known = new Map<string, Quantity>([
        ...measured,
        ['trainable', { name: 'trainable', value: trainable, text: formatNumber(trainable, language) }],
        [
          'share',
          { name: 'share', value: trainable / total, text: formatPercent(trainable / total, language) },
        ],
      ]);
      if (before !== undefined) {
        known.set('accuracy-before', {
          name: 'accuracy-before',
          value: before,
          text: formatPercent(before, language),
        });
      }
      return {
        key: entry.key,
        name: entryName(entry, words),
        fault: each?.fault ? describeFault(each.fault, words.translate) : '',
        cells: COLUMNS.map((name) => known.get(name) ?? null),
      };
    }),
  );
}

/** What a run knows of one entry. */
export function methodOf(run: RunState, { method }: Entry): MethodRun | undefined {
  return run.methods.find((each) => each.method === method);
}

const OVER: readonly Trained['phase'][] = ['done', 'stopped', 'displaced', 'error'];

/** The result in words, once a run is over and has measured something. */
function describeOutcome({ phase, legs, runs }: Trained, words: Words): string {
  if (!OVER.includes(phase)) return '';
  const outcomes = legs.flatMap(({ entries }, index) =>
    entries.flatMap((entry) => {
      const each = runs[index] && methodOf(runs[index], entry);
      const outcome = each && outcomeOf(each, entryName(entry, words), entryInText(entry, words));
      return outcome ? [outcome] : [];
    }),
  );
  const baseline = runs.find((run) => run.baseline)?.baseline ?? null;
  const [first, last] = [outcomes[0], outcomes.at(-1)];
  return legs.length > 1 && first && last && first !== last
    ? inSentences(
        [
          describeBaseline(baseline, words),
          describeEnds(first, last, words),
          describeForgetting(outcomes, words),
        ],
        words.language,
      )
    : describeOutcomes(outcomes, baseline, words);
}

/** Of several ranks the smallest and the largest: how much more one trains than the other, and what it brings. */
function describeEnds(first: Outcome, last: Outcome, { language, translate }: Words): string {
  return translate('labRun.ends', {
    first: first.name,
    last: last.inText,
    firstAccuracy: formatPercent(first.evaluation.accuracy, language),
    lastAccuracy: formatPercent(last.evaluation.accuracy, language),
    times: formatPlain(last.size.trainable / first.size.trainable, language, 1),
  });
}

/** Where a run stands, in a sentence that changes seldom: screen readers speak it. */
export function describeTrained({ phase, legs, runs }: Trained, words: Words): string {
  const { translate } = words;
  const leg = legs[runs.length - 1];
  if (phase === 'training' && legs.length > 1 && leg) {
    const name = leg.entries.map((entry) => entryName(entry, words)).join();
    return translate('labRun.leg', { name, index: runs.length, total: legs.length });
  }
  if (phase === 'idle' || phase === 'displaced') return translate(`labRun.phase.${phase}`);
  return translate(`lab.phase.${phase}`, { count: leg?.entries.length ?? 0 });
}

/** Steps done and time left over all legs; empty while nothing is at work. */
export function describePace({ phase, legs, runs }: Trained, words: Words, now: number): string {
  const run = runs.at(-1);
  if (!run || (phase !== 'training' && phase !== 'loading')) return '';
  const later = legs
    .slice(runs.length)
    .reduce((sum, { lab, entries }) => sum + lab.steps * entries.length, 0);
  return describeProgress(run, words, now, later);
}

/** How far the bar stands, 0 to 1, over all legs; undefined where it is not known. */
export function shareTrained({ phase, legs, runs }: Trained): number | undefined {
  const run = runs.at(-1);
  if (!run || legs.length === 0) return undefined;
  // The first leg's loading is the fetching of the model, and has a bar of its own.
  if (phase === 'loading' && runs.length === 1) return shareDone(run);
  return (runs.length - 1 + (run.phase === 'loading' ? 0 : (shareDone(run) ?? 0))) / legs.length;
}
