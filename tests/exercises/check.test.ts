import { describe, expect, it } from 'vitest';
import { checkLesson, checkText } from '../../src/exercises/check';
import { count, words } from '../../src/exercises/given';
import { fillBlanks, fillGivens, takeApart } from '../../src/exercises/markup';
import type { Definition } from '../../src/exercises/types';

const TEXT = `<p>Rank <exercise-given name="rank"></exercise-given>?</p>
<exercise-option name="a"><p>one <b>bold</b></p><exercise-feedback name="option"><p>No.</p></exercise-feedback></exercise-option>
<exercise-option name="b">two<exercise-feedback name="option">Yes.</exercise-feedback></exercise-option>
<exercise-feedback name="keyAlone">K alone.</exercise-feedback>
<exercise-target name="x">X</exercise-target>
<exercise-blank name="cell" value="a cell"></exercise-blank>
<details class="exercise-hint" data-hint><summary>Hint</summary><exercise-given name="rank"></exercise-given></details>`;

const given = { rank: count(8) };
const CHOICE: Definition = { kind: 'choice', variant: () => ({ given, key: ['b'] }) };
const NUMBER: Definition = {
  kind: 'number',
  measure: 'number',
  variant: () => ({ given, key: 8, mistakes: [{ key: 4, feedback: 'keyAlone' }] }),
};

describe('a text is taken apart', () => {
  const written = takeApart(TEXT);
  it('into the question, its pieces, and help', () => {
    expect(written.options).toEqual([
      { name: 'a', html: 'one <b>bold</b>' },
      { name: 'b', html: 'two' },
    ]);
    expect(written.targets).toEqual([{ name: 'x', html: 'X' }]);
    expect(written.feedback.map(({ name }) => name)).toEqual(['option:a', 'option:b', 'keyAlone']);
    expect(written.blanks).toEqual(['cell']);
    expect(written.question).not.toMatch(/exercise-(option|feedback|target)|details/);
    expect(written.help).toMatch(/^<details class="exercise-hint"/);
  });

  it('and its places are filled, in either language', () => {
    expect(fillGivens(written.help, given, 'zh')).toContain(
      '<data class="value" value="8" data-given="rank">8</data>',
    );
    expect(fillGivens(written.help, { rank: words('eight', '八') }, 'zh')).toContain(
      '<span data-given="rank">八</span>',
    );
    expect(fillBlanks(written.question, (name) => `id-${name}`)).toMatch(
      /<input [^>]*id="id-cell"[^>]*aria-label="a cell"/,
    );
    expect(() => fillGivens(written.question, { rang: count(8) }, 'en')).toThrow(
      /no given “rank”; there are rang/,
    );
  });
});

describe('the build refuses, by name', () => {
  const check = (definition: Definition, text: string) => () =>
    checkText('lesson/name', definition, takeApart(text), (name) => name === 'weightsOnly');
  const options = TEXT.replace(/<exercise-feedback name="keyAlone">.*\n/, '');
  it.each([
    ['an exercise without text', check(NUMBER, ''), 'it has no text'],
    [
      'a key that is no option',
      check({ kind: 'choice', variant: () => ({ given, key: ['c'] }) }, options),
      '“c”',
    ],
    [
      'an option without feedback',
      check(CHOICE, options.replace(/<exercise-feedback name="option">Yes.<\/exercise-feedback>/, '')),
      'option “b” has no feedback',
    ],
    ['an option that stands twice', check(CHOICE, options + options), '“a” stands twice'],
    [
      'an option that an order leaves out',
      check({ kind: 'order', variant: () => ({ given, key: ['a'] }) }, options),
      '“b”',
    ],
    [
      'a target that is not there',
      check({ kind: 'match', variant: () => ({ given, key: { a: 'x', b: 'y' } }) }, options),
      '“y”',
    ],
    [
      'a blank that is not there',
      check(
        { kind: 'table', variant: () => ({ given, key: { sell: { measure: 'bytes', key: 1 } } }) },
        options,
      ),
      '“sell”',
    ],
    ['a mistake without feedback', check(NUMBER, '<p>Rank?</p>'), 'no feedback “keyAlone”'],
    [
      'feedback without a mistake',
      check(NUMBER, `${TEXT}<exercise-feedback name="valueAlone">V.</exercise-feedback>`),
      '“valueAlone”',
    ],
  ])('%s', (_, act, named) => {
    expect(act).toThrow(/exercise “lesson\/name”/);
    expect(act).toThrow(named);
  });

  it('an exercise of the bank that no lesson writes, and a figure that is not on its page', () => {
    const source = '<Exercise name="count">…</Exercise> <Figure name="lab-run" preset="full" />';
    expect(() => checkLesson('lora', source, { count: NUMBER })).not.toThrow();
    expect(() => checkLesson('lora', source, { coumt: NUMBER })).toThrow(/“lora”.*“coumt”/);
    const goal = (figure: string): Definition => ({
      kind: 'configure',
      figure,
      variant: () => ({ given, misses: () => [], right: [], wrong: [] }),
    });
    expect(() => checkLesson('lora', source, { count: goal('lab-run') })).not.toThrow();
    expect(() => checkLesson('lora', source, { count: goal('lab') })).toThrow(/“lora\/count”.*“lab”/);
  });

  it('nothing that is as it should be', () => {
    expect(check(CHOICE, options)).not.toThrow();
    expect(
      check(
        {
          ...NUMBER,
          variant: () => ({ given, key: 8, mistakes: [{ key: 4, feedback: 'weightsOnly' }] }),
        } as Definition,
        '<p>Rank?</p>',
      ),
    ).not.toThrow();
  });

  it('no feedback that few variants ask for', () => {
    const rare: Definition = {
      ...NUMBER,
      variant: (random) => ({
        given,
        key: 8,
        mistakes: random.uniform() < 0.02 ? [{ key: 4, feedback: 'keyAlone' }] : [],
      }),
    } as Definition;
    expect(check(rare, TEXT)).not.toThrow();
  });
});
