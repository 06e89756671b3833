import type { SafetensorsError } from '../formats/safetensors';

/** What is wrong with an adapter's files, in a word; the sentence is the page's. */
export const PEFT_FAULTS = [
  /** Neither an adapter's files nor a model's. */
  'noAdapter',
  /** Two of them, or more, in one folder or zip. */
  'severalAdapters',
  /** Weights as a Python pickle, which no page should run. */
  'pickle',
  /** A model in several files. */
  'shards',
  'fileTooLarge',
  'zip',
  'configNotJson',
  /** A field that is missing, of a wrong type, or out of its range. */
  'badField',
  /** A method that the laboratory does not have. */
  'unsupportedMethod',
  /** A field with which the method computes something else than ours. */
  'unsupported',
  /** An adapter for a model of another size. */
  'otherModel',
  'missingTensor',
  'unknownTensor',
  'badShape',
  'badDtype',
  'notFinite',
  /** The weights are no safetensors file. */
  'weights',
  /** A reader's own method has no layout in PEFT. */
  'ownMethod',
] as const;

export type PeftFault = (typeof PEFT_FAULTS)[number];

/** Names and values that a stranger wrote come back in a sentence. */
const LONGEST = 120;

/** Files that are no adapter of ours. */
export class PeftError extends Error {
  readonly kind: PeftFault;
  /** The file, field or tensor. */
  readonly subject: string;
  /** Its value, or what it should be. */
  readonly detail: string;

  constructor(kind: PeftFault, subject: string, detail: unknown = '') {
    const text = told(detail);
    super([kind, cut(subject), cut(text)].filter((part) => part !== '').join(': '));
    this.name = 'PeftError';
    this.kind = kind;
    this.subject = cut(subject);
    this.detail = cut(text);
  }
}

export function weightsFault(file: string, cause: SafetensorsError): PeftError {
  return new PeftError('weights', file, cause.message);
}

/** A stranger's value as far as a sentence can hold it: nested ones may be deeper than any stack. */
function told(value: unknown): string {
  if (Array.isArray(value))
    return `[${value.slice(0, 8).map(shallow).join(', ')}${value.length > 8 ? ', …' : ''}]`;
  return shallow(value);
}

const shallow = (value: unknown): string =>
  typeof value === 'object' && value !== null ? '{…}' : String(value);

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
