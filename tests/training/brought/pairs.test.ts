import { describe, expect, it } from 'vitest';
import type { Pair } from '../../../src/training/brought/api';
import { askedTokens, padPairs, readPairs } from '../../../src/training/brought/pairs';
import { type BroughtTokenizer, createBroughtTokenizer } from '../../../src/training/brought/tokenizer';
import { llamaTokenizer, qwenTokenizer } from './tokenizers';

function made(files: ReturnType<typeof qwenTokenizer>): BroughtTokenizer {
  const answer = createBroughtTokenizer({ ...files, model: null });
  if (!answer.ok) throw new Error(answer.trouble.subject);
  return answer.value;
}
const QWEN = made(qwenTokenizer());
const LLAMA = made(llamaTokenizer());

describe('pairs as a reader writes them', () => {
  it('arrows and JSON, one a line, in one text', () => {
    const text = [
      '\ufeffthe cat → sat',
      '',
      'a -> b => c',
      '{"prompt": "the → cat", "answer": "sat"}',
      '{"instruction": "Name it", "input": "a cat", "output": "Tom"}',
      '{"instruction": "Name it", "input": "", "output": "Tom"}\r',
      '{"prompt": " x\\n", "completion": " y"}',
      '{braces} → 你好',
    ].join('\n');
    expect(readPairs(text)).toEqual({
      ok: true,
      pairs: [
        { prompt: 'the cat', answer: 'sat', line: 1 },
        { prompt: 'a', answer: 'b => c', line: 3 },
        { prompt: 'the → cat', answer: 'sat', line: 4 },
        { prompt: 'Name it\na cat', answer: 'Tom', line: 5 },
        { prompt: 'Name it', answer: 'Tom', line: 6 },
        { prompt: ' x\n', answer: ' y', line: 7 },
        { prompt: '{braces}', answer: '你好', line: 8 },
      ],
    });
  });

  it.each([
    ['no arrow', 'noArrow'],
    ['→ b', 'emptyPrompt'],
    ['a →', 'emptyAnswer'],
    ['{"prompt": "a"', 'badJson'],
    ['{"answer": "b"}', 'noPrompt'],
    ['{"prompt": 3, "answer": "b"}', 'noPrompt'],
    ['{"prompt": "a", "text": "b"}', 'noAnswer'],
    ['{"prompt": " ", "answer": "b"}', 'emptyPrompt'],
    ['{"prompt": "a", "answer": ""}', 'emptyAnswer'],
    ['a\u0000 → b', 'binary'],
  ])('names the line of %j', (content, kind) => {
    expect(readPairs(`good → one\n\n${content}`)).toEqual({ ok: false, problems: [{ kind, line: 3 }] });
  });

  it('refuses none, too many, and a line without an end', () => {
    expect(readPairs(`${'a'.repeat(50_000)} → b`)).toEqual({
      ok: false,
      problems: [{ kind: 'tooLong', line: 1 }],
    });
    expect(readPairs(' \n\n')).toEqual({ ok: false, problems: [{ kind: 'none', line: null }] });
    expect(readPairs('a → b\n'.repeat(5001))).toEqual({
      ok: false,
      problems: [{ kind: 'tooMany', line: null }],
    });
    expect(readPairs('a → b\n'.repeat(5000))).toMatchObject({ ok: true });
  });
});

function padded(pairs: readonly Pair[], tokenizer: BroughtTokenizer, length: number) {
  const answer = padPairs(pairs, tokenizer, length);
  if (!answer.ok) throw new Error(`${answer.trouble.kind} ${answer.trouble.subject}`);
  return answer.value;
}

describe('pairs as a model reads them', () => {
  it('prompt, answer and end, shifted and filled up; the loss on the answer and its end alone', () => {
    const { tokens, targets, counted, rows } = padded(
      [
        { prompt: 'the cat', answer: 'sat' },
        { prompt: 'the', answer: 'red cat' },
      ],
      QWEN,
      6,
    );
    const [the, cat, sat, red] = ['the', ' cat', ' sat', ' red'].map((word) => QWEN.encode(word)[0]);
    const { eos, pad } = QWEN;
    expect(rows).toBe(2);
    expect([...tokens]).toEqual([the, cat, sat, pad, pad, pad, the, red, cat, pad, pad, pad]);
    expect([...targets]).toEqual([cat, sat, eos, pad, pad, pad, red, cat, eos, pad, pad, pad]);
    expect([...counted]).toEqual([0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0]);
  });

  it('begin with the mark where the tokenizer has one', () => {
    const pair = { prompt: 'the cat', answer: 'sat' };
    const { tokens, counted } = padded([pair], LLAMA, 5);
    const asked = askedTokens(pair.prompt, LLAMA);
    expect(asked[0]).toBe(1);
    expect([...tokens]).toEqual([...asked, ...LLAMA.encode('sat'), 2].slice(0, 5));
    expect(LLAMA.decode([...tokens])).toBe('the cat sat');
    expect(counted.indexOf(1)).toBe(asked.length - 1);
  });

  it.each([
    ['a space between words', QWEN, { prompt: 'the cat', answer: 'sat' }, 'the cat sat'],
    ['none where the pair has one', QWEN, { prompt: 'the\n', answer: 'cat' }, 'the\ncat'],
    ['none in Chinese, and no token over the seam', QWEN, { prompt: '你', answer: '好' }, '你好'],
    ['none from LLaMA, which has its own', LLAMA, { prompt: 'the', answer: 'cat' }, 'the cat'],
  ])('joined with %s', (_, tokenizer, pair, text) => {
    const { tokens, targets, counted } = padded([pair], tokenizer, 12);
    const end = counted.lastIndexOf(1);
    expect(targets[end]).toBe(tokenizer.eos);
    expect(tokenizer.decode([...tokens].slice(0, end + 1))).toBe(text);
    // As the model is asked later on: the prompt's own tokens come first.
    const asked = askedTokens(pair.prompt, tokenizer);
    expect([...tokens].slice(0, asked.length)).toEqual(asked);
    expect(counted.indexOf(1)).toBe(asked.length - 1);
  });

  it('a length that just fits, and one token more, by line or by number', () => {
    const pair = { prompt: 'the cat', answer: 'sat' };
    expect(padPairs([pair], QWEN, 3).ok).toBe(true);
    expect(padPairs([pair], QWEN, 2)).toEqual({
      ok: false,
      trouble: { kind: 'tooLong', subject: '1: 3 > 2' },
    });
    expect(padPairs([{ ...pair, line: 7 }], QWEN, 2)).toMatchObject({
      trouble: { kind: 'tooLong', subject: '7: 3 > 2' },
    });
  });

  it('refuses no pairs, and a side without a token', () => {
    expect(padPairs([], QWEN, 8)).toEqual({ ok: false, trouble: { kind: 'pairs', subject: '' } });
    expect(padPairs([{ prompt: '', answer: 'cat' }], QWEN, 8)).toMatchObject({
      trouble: { kind: 'pairs', subject: '1' },
    });
  });
});
