import { isNoText, linesOf, splitAtArrow } from '../tasks/own';
import type { Answer, BroughtTrouble, Pair } from './api';
import type { BroughtTokenizer } from './tokenizer';

/** Of a text's pairs, and of one line's characters: more is refused before it is read. */
export const PAIR_LIMITS = { lines: 5000, characters: 50_000 } as const;

/** A pair with the line that it stood in, counted from 1. */
export interface WrittenPair extends Pair {
  readonly line: number;
}

export const PAIR_PROBLEMS = [
  ...(['none', 'tooMany', 'tooLong', 'binary', 'noArrow', 'emptyPrompt', 'emptyAnswer'] as const),
  ...(['badJson', 'noPrompt', 'noAnswer'] as const),
] as const;

export interface PairProblem {
  readonly kind: (typeof PAIR_PROBLEMS)[number];
  /** Counted from 1; null where the text as a whole is meant. */
  readonly line: number | null;
}

export type PairsResult =
  | { readonly ok: true; readonly pairs: readonly WrittenPair[] }
  | { readonly ok: false; readonly problems: readonly PairProblem[] };

/**
 * Reads the reader's pairs, one a line: `prompt → answer`, or a JSON object with `prompt` and `answer` (or `completion`),
 * or with `instruction`, perhaps `input`, and `output`. Both may stand in one text; empty lines are skipped.
 */
export function readPairs(text: string): PairsResult {
  const lines = linesOf(text);
  if (lines.length === 0) return { ok: false, problems: [{ kind: 'none', line: null }] };
  if (lines.length > PAIR_LIMITS.lines) return { ok: false, problems: [{ kind: 'tooMany', line: null }] };
  const pairs: WrittenPair[] = [];
  const problems: PairProblem[] = [];
  for (const { content, line } of lines) {
    const pair = readLine(content.trim());
    if (typeof pair === 'string') problems.push({ kind: pair, line });
    else pairs.push({ ...pair, line });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, pairs };
}

function readLine(content: string): Pair | PairProblem['kind'] {
  if (content.length > PAIR_LIMITS.characters) return 'tooLong';
  if (isNoText(content)) return 'binary';
  if (!content.startsWith('{')) return splitAtArrow(content);
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    // A prompt may begin with a brace.
    const pair = splitAtArrow(content);
    return typeof pair === 'string' ? 'badJson' : pair;
  }
  return pairOf(json as Record<string, unknown>);
}

function pairOf(fields: Record<string, unknown>): Pair | PairProblem['kind'] {
  const text = (...names: readonly string[]): string | null => {
    const found = names.find((name) => typeof fields[name] === 'string');
    return found === undefined ? null : (fields[found] as string);
  };
  const asked = text('prompt', 'instruction');
  const answer = text('answer', 'output', 'completion');
  if (asked === null) return 'noPrompt';
  if (answer === null) return 'noAnswer';
  if (asked.trim() === '') return 'emptyPrompt';
  if (answer.trim() === '') return 'emptyAnswer';
  const input = text('input') ?? '';
  return { prompt: input.trim() === '' ? asked : `${asked}\n${input}`, answer };
}

/** Sequences of one length, filled up at their ends. Row r's numbers begin at r × length. */
export interface PaddedSequences {
  readonly rows: number;
  readonly length: number;
  readonly tokens: Int32Array<ArrayBuffer>;
  /** At each position the token that follows; `pad` beyond the end. */
  readonly targets: Int32Array<ArrayBuffer>;
  /** 1 where the target belongs to the answer or is its end, else 0. */
  readonly counted: Uint8Array<ArrayBuffer>;
}

/**
 * Mark of beginning (where the tokenizer has one), prompt, answer, mark of the end: as tokens, shifted into tokens and
 * targets, and filled up to `length`.
 *
 * A fault names the pair by its line, or by its number from 1 where it has none: 'pairs' for no pairs at all, or one whose
 * side the tokenizer has no token for; 'tooLong' for one of more than `length` tokens, with both numbers.
 */
export function padPairs(
  pairs: readonly (Pair & Partial<Pick<WrittenPair, 'line'>>)[],
  tokenizer: BroughtTokenizer,
  length: number,
): Answer<PaddedSequences> {
  if (pairs.length === 0) return refused('pairs', '');
  const rows = pairs.length;
  const tokens = new Int32Array(rows * length).fill(tokenizer.pad);
  const targets = new Int32Array(rows * length).fill(tokenizer.pad);
  const counted = new Uint8Array(rows * length);
  for (const [row, pair] of pairs.entries()) {
    const name = String(pair.line ?? row + 1);
    const asked = askedTokens(pair.prompt, tokenizer);
    const answer = answerTokens(pair, tokenizer);
    if (asked.length === 0 || answer.length === 0) return refused('pairs', name);
    const ids = [...asked, ...answer, tokenizer.eos];
    // The end is a target, and never read.
    if (ids.length - 1 > length) return refused('tooLong', `${name}: ${ids.length - 1} > ${length}`);
    tokens.set(ids.slice(0, -1), row * length);
    targets.set(ids.slice(1), row * length);
    counted.fill(1, row * length + asked.length - 1, row * length + ids.length - 1);
  }
  return { ok: true, value: { rows, length, tokens, targets, counted } };
}

function refused(kind: BroughtTrouble['kind'], subject: string): Answer<never> {
  return { ok: false, trouble: { kind, subject } };
}

/** What the model reads of a prompt before it writes: in training and when it is asked. */
export function askedTokens(prompt: string, tokenizer: BroughtTokenizer): number[] {
  const ids = tokenizer.encode(prompt);
  return tokenizer.bos === null ? ids : [tokenizer.bos, ...ids];
}

/**
 * The answer's tokens as they follow the prompt's. Most often they are the rest of both together; where a token would
 * reach over the seam, which is not how the model will be asked, the answer is read for itself.
 */
function answerTokens({ prompt, answer }: Pair, tokenizer: BroughtTokenizer): number[] {
  const asked = tokenizer.encode(prompt);
  const joined = prompt + seam(prompt, answer) + answer;
  const whole = tokenizer.encode(joined);
  if (asked.every((id, at) => id === whole[at])) return whole.slice(asked.length);
  const alone = tokenizer.encode(seam(prompt, answer) + answer);
  // LLaMA's tokenizer puts a space before every text by itself.
  const bare = tokenizer.encode(answer);
  return tokenizer.decode([...asked, ...bare]) === joined ? bare : alone;
}

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** A space, unless the pair has white space there, or is written in a script that has none. */
function seam(prompt: string, answer: string): string {
  const [before, after] = [prompt.at(-1) ?? '', answer[0] ?? ''];
  return /\s/.test(before + after) || CJK.test(before) || CJK.test(after) ? '' : ' ';
}
