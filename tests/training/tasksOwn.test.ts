import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OWN_LIMITS, type OwnProblem, type OwnResult, readOwnPairs } from '../../src/training/tasks/own';

const byCharacters = (text: string) => text.length;

function pairsOf(result: OwnResult) {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.pairs;
}

function problemsOf(text: string): readonly OwnProblem[] {
  const result = readOwnPairs(text, byCharacters);
  return result.ok ? [] : result.problems;
}

const FOUR = 'a → 1\nb -> 2\nc => 3\nd\t4';

describe('readOwnPairs', () => {
  it('reads four kinds of arrow, skips empty lines, and trims', () => {
    const { training, heldOut } = pairsOf(
      readOwnPairs(`\ufeff${FOUR.replaceAll('\n', '\r\n\r\n  ')}\n`, byCharacters),
    );
    expect([...training, ...heldOut].sort((x, y) => (x.prompt < y.prompt ? -1 : 1))).toEqual([
      { prompt: 'a', answer: '1' },
      { prompt: 'b', answer: '2' },
      { prompt: 'c', answer: '3' },
      { prompt: 'd', answer: '4' },
    ]);
    expect(heldOut).toHaveLength(1);
  });

  it('lets the first arrow of a line count', () => {
    const { training, heldOut } = pairsOf(readOwnPairs(`${FOUR}\nx -> y → z`, byCharacters));
    expect([...training, ...heldOut]).toContainEqual({ prompt: 'x', answer: 'y → z' });
  });

  it.each<[string, string, readonly OwnProblem[]]>([
    ['no arrow', `${FOUR}\n\nword`, [{ kind: 'noArrow', line: 6 }]],
    ['no prompt', `${FOUR}\n → x`, [{ kind: 'emptyPrompt', line: 5 }]],
    ['no answer', `${FOUR}\nx → `, [{ kind: 'emptyAnswer', line: 5 }]],
    ['only an arrow', `${FOUR}\n→`, [{ kind: 'emptyPrompt', line: 5 }]],
    ['too many tokens', `${FOUR}\n${'x'.repeat(126)} → y`, [{ kind: 'tooLong', line: 5 }]],
    ['a line without end', `${FOUR}\n${'x'.repeat(100_000)}`, [{ kind: 'tooLong', line: 5 }]],
    ['too few lines', 'a → 1\nb → 2\nc → 3', [{ kind: 'tooFew', line: null }]],
    ['too few prompts', 'a → 1\na → 2\na → 3\na → 4', [{ kind: 'tooFew', line: null }]],
    ['nothing', '', [{ kind: 'tooFew', line: null }]],
    ['too many lines', 'a → 1\n'.repeat(OWN_LIMITS.pairs.most + 1), [{ kind: 'tooMany', line: null }]],
    ['no text', `${FOUR}\n\u0000PNG → x`, [{ kind: 'binary', line: 5 }]],
    ['broken bytes', `${FOUR}\nx → \ufffd`, [{ kind: 'binary', line: 5 }]],
    [
      'several',
      'a\nb → \nc → 1',
      [
        { kind: 'noArrow', line: 1 },
        { kind: 'emptyAnswer', line: 2 },
      ],
    ],
  ])('tells of %s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('allows exactly as many tokens as the context has room for', () => {
    expect(problemsOf(`${FOUR}\n${'x'.repeat(125)} → y`)).toEqual([]);
  });

  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const lines = fc.array(fc.record({ prompt: word, answer: word }), { minLength: 4, maxLength: 60 });
  const textOf = (pairs: readonly { prompt: string; answer: string }[]) =>
    pairs.map(({ prompt, answer }) => `${prompt} → ${answer}`).join('\n');

  it('splits the same prompts alike in any order, and none to both sides', () => {
    fc.assert(
      fc.property(lines, fc.nat(), (pairs, turn) => {
        const prompts = new Set(pairs.map(({ prompt }) => prompt));
        fc.pre(prompts.size >= 4);
        const turned = pairs.map((_, i) => pairs[(i + turn) % pairs.length] ?? { prompt: '', answer: '' });
        const [one, other] = [pairs, turned].map((each) => pairsOf(readOwnPairs(textOf(each), byCharacters)));
        const heldOut = (each: typeof one) => [...new Set(each?.heldOut.map(({ prompt }) => prompt))].sort();
        expect(heldOut(other)).toEqual(heldOut(one));
        expect(heldOut(one).length).toBe(Math.max(1, Math.round(prompts.size / 5)));
        for (const { prompt } of one?.training ?? []) expect(heldOut(one)).not.toContain(prompt);
        expect((one?.training.length ?? 0) + (one?.heldOut.length ?? 0)).toBe(pairs.length);
      }),
    );
  });

  it('never throws, whatever it gets', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('→', '->', '=>', '\t', '\n', '\r', '\u0000', '\u2028'),
      ),
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const result = readOwnPairs(parts.join(''), byCharacters);
        if (result.ok) {
          expect(result.pairs.training.length).toBeGreaterThan(0);
          expect(result.pairs.heldOut.length).toBeGreaterThan(0);
        } else expect(result.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
