import type { Translate } from '../../../i18n/translate';
import type { Fault } from '../../../training/laboratory/api';
import { PEFT_FAULTS } from '../../../training/peft/error';
import { OWN_LIMITS, type OwnProblemKind } from '../../../training/tasks/own';

/** What can be wrong with the reader's pairs and with the reader's method; each has a sentence in `content/ui`. */
export const DATA_PROBLEMS: readonly OwnProblemKind[] = [
  ...(['noArrow', 'emptyPrompt', 'emptyAnswer', 'tooLong', 'tooFew', 'tooMany', 'binary'] as const),
];
export const SOURCE_PROBLEMS = [
  'syntax',
  'thrown',
  'time',
  'memory',
  'recursion',
  'sourceTooLong',
  'bigint',
  'notDeterministic',
  'noFunction',
  'notATensor',
  'operator',
  'unknownOperation',
  'arguments',
  'notFinite',
  'tooManyOperations',
  'shape',
  'acrossTokens',
  'tooLarge',
  'unknownStart',
  'badParameterName',
  'parameterTwice',
  'badParameterShape',
  'tooManyParameters',
  'tooManyNumbers',
  'outputShape',
  'notUsed',
  'nothingTrained',
  'refused',
] as const;

/** Every name that a sentence may ask for: one that a fault leaves out reads as an ellipsis and breaks nothing. */
const NAMES = [
  ...[
    'message',
    'milliseconds',
    'bytes',
    'limit',
    'name',
    'operation',
    'given',
    'expected',
    'shapes',
    'shape',
  ],
  ...['start', 'numbers', 'step', 'learningRate', 'detail', 'subject', 'value'],
];

const LIMITS = { fewest: OWN_LIMITS.pairs.least, most: OWN_LIMITS.pairs.most, tokens: OWN_LIMITS.tokens };

/** What happened and what to do, in the reader's language. Never throws: an unknown word gets the general sentence. */
export function describeFault(fault: Fault, translate: Translate): string {
  const missing = Object.fromEntries(NAMES.map((name) => [name, '…']));
  const values = { ...missing, ...LIMITS, ...plain(fault.values) };
  const sentence = translate(keyOf(fault), { ...values, detail: fault.detail ?? '…' });
  return fault.line ? `${translate('lab.line', { line: fault.line })}${sentence}` : sentence;
}

function keyOf({ kind, detail = '' }: Fault): string {
  if (kind === 'lost' && detail === 'worker') return 'lab.fault.gone';
  if (kind === 'data' && (DATA_PROBLEMS as readonly string[]).includes(detail)) return `lab.data.${detail}`;
  if (kind === 'source' && (SOURCE_PROBLEMS as readonly string[]).includes(detail)) {
    return `lab.source.${detail}`;
  }
  if (kind === 'adapter' && (PEFT_FAULTS as readonly string[]).includes(detail)) {
    return `lab.adapters.fault.${detail}`;
  }
  return `lab.fault.${kind}`;
}

const LONGEST = 300;

/** Texts of the reader's own come back in a sentence: cut, so that they cannot fill the page. */
function plain(values: Fault['values'] = {}): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : String(value).slice(0, LONGEST),
    ]),
  );
}
