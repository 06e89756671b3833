import { formatBytes, formatCompact, formatNumber, formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { BroughtNeed, CheckpointDescription } from '../../training/brought/api';
import type { PairProblem } from '../../training/brought/pairs';
import { formatDuration, formatMegabytes } from '../shared/lab/amounts';
import type { Words } from '../shared/lab/describe';
import type { BringState, Trouble } from './session';

const GIGABYTE = 1e9;

/** Bytes of a checkpoint or of a run: `1.3 GB`, `269 MB`, `12.3 kB`. */
export function formatSize(bytes: number, language: Language): string {
  return bytes >= GIGABYTE ? formatBytes(bytes, 'GB', language) : formatMegabytes(bytes, language);
}

/** A term and what is known of it; `value` where it is a plain number, under its name. */
export interface Row {
  readonly name: string;
  readonly term: string;
  readonly text: string;
  readonly value?: number;
}

/** What a checkpoint says of itself. */
export function describeCheckpoint(description: CheckpointDescription, words: Words): readonly Row[] {
  const { translate, language } = words;
  const { parameters, layers, width, heads, keyValueHeads, vocabulary, bytes, largestTensor } = description;
  const row = (name: string, text: string, value?: number): Row => ({
    ...{ name, term: translate(`bring.about.${name}`), text },
    ...(value !== undefined && { value }),
  });
  return [
    row('family', translate(`bring.family.${description.family}`)),
    row(
      'parameters',
      `${formatCompact(parameters, language)} (${formatNumber(parameters, language)})`,
      parameters,
    ),
    row('layers', formatNumber(layers, language), layers),
    row('width', formatNumber(width, language), width),
    row(
      'heads',
      heads === keyValueHeads
        ? formatNumber(heads, language)
        : translate('bring.about.grouped', { heads, keyValueHeads }),
      heads,
    ),
    row('vocabulary', formatNumber(vocabulary, language), vocabulary),
    row('output', translate(description.tied ? 'bring.about.tied' : 'bring.about.untied')),
    row('dtype', description.dtypes.join(', ')),
    row('bytes', formatSize(bytes, language), bytes),
    row('largestTensor', formatSize(largestTensor, language), largestTensor),
  ];
}

const TERMS = ['weights', 'gradients', 'optimizer', 'activations', 'total'] as const;

/** The prediction by term, with the largest buffer and what the device binds. */
export function describeNeed(need: BroughtNeed, words: Words): readonly Row[] {
  const { translate, language } = words;
  const { largestBuffer, bufferLimit } = need;
  const limit = bufferLimit === null ? translate('bring.need.noLimit') : formatSize(bufferLimit, language);
  return [
    ...TERMS.map((name) => ({
      ...{ name, term: translate(`term.${name}`), text: formatSize(need[name], language), value: need[name] },
    })),
    {
      name: 'largestBuffer',
      term: translate('bring.need.largestBuffer'),
      text: formatSize(largestBuffer, language),
      value: largestBuffer,
    },
    {
      ...{ name: 'bufferLimit', term: translate('bring.need.bufferLimit'), text: limit },
      ...(bufferLimit !== null && { value: bufferLimit }),
    },
  ];
}

/** The question before anything is allocated, or why it need not be asked. */
export function describeQuestion(need: BroughtNeed, { translate, language }: Words): string {
  const values = {
    total: formatSize(need.total, language),
    buffer: formatSize(need.largestBuffer, language),
    limit: need.bufferLimit === null ? '' : formatSize(need.bufferLimit, language),
  };
  return translate(
    need.refusal === null ? `bring.question.${need.backend}` : `bring.refusal.${need.refusal}`,
    values,
  );
}

/** What happened and what to do. */
export function describeTrouble({ kind, subject }: Trouble, { translate }: Words): string {
  const cut = subject.length > LONGEST ? `${subject.slice(0, LONGEST)}…` : subject;
  const pair = /^(\d+)(?:: (\d+) > (\d+))?$/.exec(subject);
  if (kind === 'tooLong' && pair?.[2]) {
    const [, line = '', tokens = '', length = ''] = pair;
    return translate('bring.fault.tooLongLine', { line, tokens, length });
  }
  if (kind === 'pairs' && pair) return translate('bring.fault.pairsLine', { line: subject });
  return translate(`bring.fault.${kind}`, { subject: cut === '' ? '…' : cut });
}

const LONGEST = 200;

/** What is wrong with the reader's text, at its line. */
export function describePairProblem({ kind, line }: PairProblem, { translate }: Words): string {
  const sentence = translate(`bring.pairs.problem.${kind}`);
  return line === null ? sentence : `${translate('bring.pairs.line', { line })}${sentence}`;
}

/** What is done now and how far it is; changes with every message and is not spoken. Empty while nothing is at work. */
export function describeWork(state: BringState, { translate, language }: Words, now: number): string {
  const { phase, progress, since } = state;
  if (!progress) return '';
  const amount = (value: number): string =>
    progress.phase === 'read' ? formatSize(value, language) : formatNumber(value, language);
  const values = { done: amount(progress.done), total: amount(progress.total) };
  if (phase !== 'training' || progress.phase !== 'train') {
    return translate(`bring.work.${progress.phase}`, values);
  }
  const parts = [translate('bring.work.train', values)];
  if (progress.loss !== undefined) {
    parts.push(translate('bring.work.loss', { loss: formatPlain(progress.loss, language, 3) }));
  }
  const left = progress.total - progress.done;
  if (since && progress.done > 0 && left > 0) {
    const seconds = ((now - since.seconds) / progress.done) * left;
    parts.push(translate('lab.left', { time: formatDuration(seconds, translate) }));
  }
  return parts.join(language === 'zh' ? '，' : ' · ');
}

/** Where things stand, in a sentence that changes seldom: screen readers speak it. */
export function describeStanding({ phase, points, stopping }: BringState, { translate }: Words): string {
  if (phase === 'training')
    return translate(stopping ? 'bring.standing.stopping' : 'bring.standing.training');
  const step = points.at(-1)?.step;
  return step === undefined ? '' : translate('bring.standing.trained', { count: step });
}

/** 0 to 1; undefined where it is not known. */
export function shareOf({ progress }: BringState): number | undefined {
  return progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : undefined;
}
