import { hash32 } from '../random';
import type { Example } from './types';

/** Bounds for the reader's own task. */
export const OWN_LIMITS = {
  /** Of different prompts at the least, and of lines at the most. */
  pairs: { least: 4, most: 5000 },
  /** Of a prompt and its answer together: the model's context without the marks of beginning and end. */
  tokens: 126,
} as const;

/** No token of the model has more characters: a longer line need not be read to be refused. */
const CHARACTERS_PER_TOKEN = 16;

/** One of so many prompts is held out. */
const HELD_OUT_ONE_IN = 5;

const ARROW = /→|->|=>|\t/;

/** Control characters other than tab and line breaks, and the sign for bytes that are no text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/;

export type OwnProblemKind =
  | 'noArrow'
  | 'emptyPrompt'
  | 'emptyAnswer'
  | 'tooLong'
  | 'tooFew'
  | 'tooMany'
  | 'binary';

/** What is wrong with the reader's text. */
export interface OwnProblem {
  readonly kind: OwnProblemKind;
  /** Counted from 1; null where the text as a whole is meant. */
  readonly line: number | null;
}

export interface OwnPairs {
  readonly training: readonly Example[];
  readonly heldOut: readonly Example[];
}

export type OwnResult =
  | { readonly ok: true; readonly pairs: OwnPairs }
  | { readonly ok: false; readonly problems: readonly OwnProblem[] };

/**
 * Reads the reader's pairs, `prompt → answer` one a line; empty lines are skipped, and the first arrow of a line counts.
 * A fifth of the prompts is held out, whatever the order of the lines, one prompt at the least; lines
 * with the same prompt are on the same side. `countTokens` counts the tokens of a text without marks.
 */
export function readOwnPairs(text: string, countTokens: (text: string) => number): OwnResult {
  const lines = linesOf(text);
  if (lines.length > OWN_LIMITS.pairs.most) return refused([{ kind: 'tooMany', line: null }]);

  const examples: Example[] = [];
  const problems: OwnProblem[] = [];
  for (const { content, line } of lines) {
    const pair = readLine(content, countTokens);
    if (typeof pair === 'string') problems.push({ kind: pair, line });
    else examples.push(pair);
  }
  if (problems.length > 0) return refused(problems);
  const prompts = new Set(examples.map(({ prompt }) => prompt));
  if (prompts.size < OWN_LIMITS.pairs.least) return refused([{ kind: 'tooFew', line: null }]);
  return { ok: true, pairs: split(examples) };
}

/** The lines of a text that hold something, counted from 1 with the empty ones. */
export function linesOf(text: string): readonly { readonly content: string; readonly line: number }[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((content, i) => ({ content, line: i + 1 }))
    .filter(({ content }) => content.trim() !== '');
}

function refused(problems: readonly OwnProblem[]): OwnResult {
  return { ok: false, problems };
}

function readLine(content: string, countTokens: (text: string) => number): Example | OwnProblemKind {
  if (content.length > OWN_LIMITS.tokens * CHARACTERS_PER_TOKEN) return 'tooLong';
  const pair = splitAtArrow(content);
  if (typeof pair === 'string') return pair;
  return countTokens(pair.prompt) + countTokens(pair.answer) > OWN_LIMITS.tokens ? 'tooLong' : pair;
}

/** The two sides of a line's first arrow, or what is wrong with it. */
export function splitAtArrow(
  content: string,
): Example | Extract<OwnProblemKind, 'noArrow' | 'emptyPrompt' | 'emptyAnswer' | 'binary'> {
  if (isNoText(content)) return 'binary';
  const arrow = ARROW.exec(content);
  if (!arrow) return 'noArrow';
  const prompt = content.slice(0, arrow.index).trim();
  const answer = content.slice(arrow.index + arrow[0].length).trim();
  if (prompt === '') return 'emptyPrompt';
  if (answer === '') return 'emptyAnswer';
  return { prompt, answer };
}

/** Whether bytes that are no text, or other than tab and line breaks, stand in it. */
export function isNoText(text: string): boolean {
  return NO_TEXT.test(text);
}

/** A fifth of the different prompts, the nearest whole number of them: those of the smallest hash. */
function split(examples: readonly Example[]): OwnPairs {
  const prompts = [...new Set(examples.map(({ prompt }) => prompt))]
    .map((prompt) => ({ prompt, hash: hash32(prompt) }))
    .sort((a, b) => a.hash - b.hash || (a.prompt < b.prompt ? -1 : 1));
  const count = Math.max(1, Math.round(prompts.length / HELD_OUT_ONE_IN));
  const chosen = new Set(prompts.slice(0, count).map(({ prompt }) => prompt));
  return {
    training: examples.filter(({ prompt }) => !chosen.has(prompt)),
    heldOut: examples.filter(({ prompt }) => chosen.has(prompt)),
  };
}
