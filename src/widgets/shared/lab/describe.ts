import { formatNumber, formatPercent, formatPlain } from '../../../i18n/format';
import type { Language } from '../../../i18n/languages';
import type { Translate } from '../../../i18n/translate';
import type { BackendReport, LabMethod } from '../../../training/laboratory/api';
import type { Quantity } from '../../base/barsFigure';
import { formatDuration, formatMegabytes, formatSigned } from './amounts';
import { methodName } from './lookup';
import {
  type Evaluation,
  isOver,
  type MethodRun,
  type MethodSize,
  type RunState,
  secondsLeft,
  speedOf,
  stepsOf,
} from './run';

/** Between parts of a line, items and clauses of a sentence, and sentences. */
const BETWEEN = { en: ' · ', zh: '，' };
const ITEMS = { en: ', ', zh: '，' };
const CLAUSES = { en: '; ', zh: '；' };
const STOP = { en: '.', zh: '。' };
/** More methods than these would make the sentence a list. */
const MOST_NAMED = 3;
const SENTENCES = { en: ' ', zh: '' };

export interface Words {
  readonly language: Language;
  readonly translate: Translate;
}

/** Which machine computes, and why this one. */
export function describeMachine(
  { backend, reason, device, threads }: BackendReport,
  { language, translate }: Words,
): string {
  const place = translate(`lab.place.${backend}`, { device: device || translate('lab.unnamedDevice') });
  const why = translate(`lab.reason.${reason}`);
  const speed =
    backend === 'webgpu' ? '' : translate(threads > 1 ? 'lab.threads' : 'lab.oneThread', { count: threads });
  return [place, why, speed].filter((part) => part !== '').join(BETWEEN[language]);
}

/** Where the run stands, in a sentence that changes seldom: screen readers speak it. */
export function describePhase(run: RunState, { translate }: Words): string {
  const { phase, setup } = run;
  if (phase === 'done') return translate(run.stopped ? 'lab.phase.stopped' : 'lab.phase.done');
  if (phase === 'training' && run.movedAt !== null) {
    return translate('lab.phase.moved', { step: run.movedAt });
  }
  const count = setup?.methods.length ?? 0;
  return translate(`lab.phase.${phase}`, { count });
}

/**
 * Steps and time left, or what is being readied; changes with every frame and is not spoken.
 * `later` counts the steps of runs that are to follow.
 */
export function describeProgress(
  run: RunState,
  { language, translate }: Words,
  now: number,
  later = 0,
): string {
  const { progress } = run;
  if (progress && (run.phase === 'loading' || run.phase === 'training')) {
    const { phase, method, done, total } = progress;
    const amount = (value: number): string =>
      phase === 'model' ? formatMegabytes(value, language) : formatNumber(value, language);
    const parts = [
      translate(`lab.readying.${phase}`, { method: method ? methodName(method, translate) : '' }).trim(),
      total > 1 ? translate('lab.of', { done: amount(done), total: amount(total) }) : '',
    ];
    return parts.filter((part) => part !== '').join(' ');
  }
  const { done, total } = stepsOf(run);
  if (total === 0 || run.phase === 'idle') return '';
  const steps = translate('lab.steps', { done, total });
  const left = run.phase === 'training' ? secondsLeft(run, now, later) : undefined;
  return left === undefined || left < 0.5
    ? steps
    : `${steps}${BETWEEN[language]}${translate('lab.left', { time: formatDuration(left, translate) })}`;
}

/** How far the bar stands, 0 to 1; undefined where it is not known. */
export function shareDone(run: RunState): number | undefined {
  const { progress } = run;
  if (progress && run.phase === 'loading')
    return progress.total > 0 ? progress.done / progress.total : undefined;
  const { done, total } = stepsOf(run);
  return total > 0 ? Math.min(1, done / total) : undefined;
}

/** A method's row. A quantity that has not been measured yet is left out. */
export function quantitiesOf(each: MethodRun, { language }: Words): readonly Quantity[] {
  const evaluation = each.evaluations.at(-1);
  const speed = speedOf(each);
  const { size } = each;
  const held = size && size.held.weights + size.held.gradients + size.held.optimizer + size.held.activations;
  const loss = each.points.at(-1)?.loss;
  const all: readonly (Quantity | null)[] = [
    { name: 'step', value: each.step, text: formatNumber(each.step, language) },
    loss === undefined ? null : { name: 'loss', value: loss, text: formatNumber(loss, language, 3) },
    evaluation
      ? { name: 'accuracy', value: evaluation.accuracy, text: formatPercent(evaluation.accuracy, language) }
      : null,
    evaluation
      ? {
          name: 'forgetting',
          value: evaluation.forgetting,
          text: formatSigned(evaluation.forgetting, language),
        }
      : null,
    size ? { name: 'trainable', value: size.trainable, text: formatNumber(size.trainable, language) } : null,
    held === null ? null : { name: 'memory', value: held, text: formatMegabytes(held, language) },
    speed === undefined
      ? null
      : { name: 'steps-per-second', value: speed, text: formatPlain(speed, language, speed < 10 ? 2 : 0) },
  ];
  return all.filter((quantity) => quantity !== null);
}

/** What one trained method has come to, under the name that a sentence begins with and the one it holds. */
export interface Outcome {
  readonly name: string;
  readonly inText: string;
  readonly step: number;
  readonly evaluation: Evaluation;
  readonly size: MethodSize;
}

/** What was measured of a method; undefined before its first evaluation, and where it failed. */
export function outcomeOf(each: MethodRun, name: string, inText: string): Outcome | undefined {
  const { size, fault } = each;
  const evaluation = each.evaluations.at(-1);
  // A run that was stopped went on for some steps after that.
  const step = evaluation?.step ?? 0;
  return evaluation && size && !fault && step > 0 ? { name, inText, step, evaluation, size } : undefined;
}

/** The result in words, from measured numbers alone; empty while there is none. */
export function describeResult(run: RunState, words: Words): string {
  const over = run.phase === 'done' || run.phase === 'paused' || run.methods.every(isOver);
  if (!over) return '';
  const measured = run.methods
    .map((each) => outcomeOf(each, methodName(each.method, words.translate), nameInText(each.method, words)))
    .filter((outcome) => outcome !== undefined);
  return describeOutcomes(measured, run.baseline, words);
}

/** Before, after, and what was forgotten: the best first. */
export function describeOutcomes(
  measured: readonly Outcome[],
  baseline: RunState['baseline'],
  words: Words,
): string {
  if (measured.length === 0) return '';
  const { translate, language } = words;
  const ranked = measured.toSorted((one, two) => two.evaluation.accuracy - one.evaluation.accuracy);
  const named = ranked.slice(0, ranked.length > MOST_NAMED ? MOST_NAMED : undefined);
  const reached = named.map(({ name, inText, step, evaluation, size }, index) =>
    translate(size.trainable >= size.parameters ? 'lab.result.reachedAll' : 'lab.result.reached', {
      method: index === 0 ? name : inText,
      accuracy: formatPercent(evaluation.accuracy, language),
      share: formatPercent(size.trainable / size.parameters, language),
      step,
    }),
  );
  const sentences = [
    describeBaseline(baseline, words),
    reached.join(CLAUSES[language]) + STOP[language],
    ranked.length > named.length ? translate('lab.result.more', { count: ranked.length - named.length }) : '',
    describeForgetting(ranked, words),
  ];
  return inSentences(sentences, language);
}

/** What the base model reaches; empty while it has not been asked. */
export function describeBaseline(baseline: RunState['baseline'], { translate, language }: Words): string {
  if (!baseline) return '';
  return translate('lab.result.base', {
    accuracy: formatPercent(baseline.accuracy, language),
    majority: formatPercent(baseline.majority, language),
    items: baseline.items,
  });
}

export function inSentences(sentences: readonly string[], language: Language): string {
  return sentences.filter((text) => text !== '').join(SENTENCES[language]);
}

/** Of many methods only the two ends: the table has the rest. */
export function describeForgetting(measured: readonly Outcome[], words: Words): string {
  const { translate, language } = words;
  const told = ({ inText, evaluation }: Outcome): string =>
    `${inText} ${formatSigned(evaluation.forgetting, language)}`;
  const sorted = measured.toSorted((one, two) => two.evaluation.forgetting - one.evaluation.forgetting);
  const [most, least] = [sorted[0], sorted.at(-1)];
  if (measured.length > MOST_NAMED && most && least) {
    return translate('lab.result.forgettingEnds', { most: told(most), least: told(least) });
  }
  return translate('lab.result.forgetting', { list: measured.map(told).join(ITEMS[language]) });
}

/** English writes the names of methods small inside a sentence. */
export function nameInText(method: LabMethod, { language, translate }: Words): string {
  return language === 'en' && method !== 'own'
    ? translate(`method.inText.${method}`)
    : methodName(method, translate);
}

/** Chinese sets Latin words and numbers apart from its characters; a name may begin or end in either. */
export function spaced(text: string): string {
  return text
    .replaceAll(/(\p{Script=Han})(?=[A-Za-z(])/gu, '$1 ')
    .replaceAll(/([A-Za-z\d³)])(?=\p{Script=Han})/gu, '$1 ');
}
