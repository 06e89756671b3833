import { describe, expect, test } from 'vitest';
import { openDraft } from '../../../src/exercises/code/draft';
import { showArguments, showDifferences, showValue } from '../../../src/exercises/code/format';
import type { Fault, Returned } from '../../../src/exercises/code/outcome';
import {
  isComplaint,
  readFields,
  readList,
  readMatrix,
  readNumber,
} from '../../../src/exercises/code/returned';
import { complaintSentence, faultSentence } from '../../../src/exercises/code/sentences';
import { LANGUAGES } from '../../../src/i18n/languages';
import { interfaceOf } from '../../../src/i18n/messages';

const nowhere = { line: 0, column: 0 };
const FAULTS: readonly Fault[] = [
  { kind: 'syntax', message: 'Unexpected token', line: 3, column: 4 },
  { kind: 'thrown', message: 'Error: é', line: 2, column: 1 },
  { kind: 'time', milliseconds: 1000, line: 2, column: 1 },
  { kind: 'memory', bytes: 32 * 2 ** 20, ...nowhere },
  { kind: 'recursion', ...nowhere },
  { kind: 'sourceTooLong', limit: 20_000, ...nowhere },
  { kind: 'noFunction', name: 'attend', ...nowhere },
  { kind: 'outside', name: 'fetch', line: 1, column: 1 },
  { kind: 'noImport', ...nowhere },
  { kind: 'tooMuch', limit: 2000, ...nowhere },
  { kind: 'refused', ...nowhere },
];

describe.each(LANGUAGES)('in %s', (language) => {
  const translate = interfaceOf(language);

  test.each(FAULTS)('a sentence for the fault $kind', (fault) => {
    const sentence = faultSentence(fault, translate);
    expect(sentence).toMatch(/^[\p{Lu}\p{Script=Han}“]/u);
    if (fault.line) expect(sentence).toContain(String(fault.line));
  });

  const matrix = (value: Returned) => readMatrix(value, 2, 2);
  const other = (kind: string): Returned => ({ other: kind });
  const forms = [
    matrix(other('undefined')),
    matrix(other('promise')),
    matrix(1),
    matrix({ fields: {} }),
    matrix([[1, 2]]),
    matrix([[1, 2], [3]]),
    matrix([[1, 2], 3]),
    matrix([
      [1, 2],
      [3, Number.NaN],
    ]),
    matrix([
      [1, 2],
      [3, other('undefined')],
    ]),
    readNumber(Number.NaN),
    readNumber(other('string')),
    readList([1], 2),
    readList([1, Number.NaN], 2),
    readList([1, other('null')], 2),
    readList(other('string'), 2),
    ...[other('undefined'), Number.NaN, [1], [1, Number.NaN], [1, other('null')], other('bigint')].map(
      (value) => readFields({ fields: { a: value } }, { a: (field) => readList(field, 2) }),
    ),
    readFields({ fields: { a: Number.NaN } }, { a: readNumber }),
    readFields({ fields: {} }, { a: readNumber }),
    readFields([1], { a: readNumber }),
  ];
  test.each(forms.map((form) => [JSON.stringify(form), form] as const))('a sentence for %s', (_, form) => {
    if (!isComplaint(form)) throw new Error('no complaint');
    expect(complaintSentence(form, translate)).not.toMatch(/kind\.|undefined,|\{/);
  });
});

describe('values as code', () => {
  test.each([
    [1, '1'],
    [-0.123456, '-0.12346'],
    [21_070_000_000, '21_070_000_000'],
    [Number.NaN, 'NaN'],
    [
      [
        [1, 2.5],
        [Number.NEGATIVE_INFINITY, 0],
      ],
      '[[1, 2.5], [-Infinity, 0]]',
    ],
    [{ frozen: 1, trained: [2] }, '{ frozen: 1, trained: [2] }'],
    [{ fields: { codes: [7] } }, '{ codes: [7] }'],
    [{ other: 'undefined' }, 'undefined'],
    ['≤ 0.15', '≤ 0.15'],
  ])('%j', (value, text) => {
    expect(showValue(value)).toBe(text);
  });

  test('are cut where they are long', () => {
    expect(showValue(new Array(1000).fill(1), 20)).toBe('[1, 1, 1, 1, 1, 1, 1…');
  });

  test('name arguments, and what differs in another call', () => {
    expect(showArguments(['rank', 'targets'], [2, ['q']])).toEqual(['rank = 2', 'targets = ["q"]']);
    expect(showDifferences(['run', 'k'], [{ a: 1, b: 2 }, 3], [{ a: 1, b: 4 }, 5])).toEqual([
      'run.b = 4',
      'k = 5',
    ]);
    expect(showDifferences(['run'], [{ a: 1 }], [{ a: 1 }])).toEqual([]);
  });
});

describe('a draft', () => {
  const memory = () => {
    const items = new Map<string, string>();
    const store = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    };
    return { items, store };
  };

  test('is kept by the exercise’s name until it is forgotten', () => {
    const { items, store } = memory();
    const draft = openDraft('lora/write-forward', store);
    expect(draft.read()).toBeNull();
    expect(draft.write('mine')).toBe(true);
    expect(openDraft('lora/write-forward', store).read()).toBe('mine');
    expect(openDraft('lora/write-merge', store).read()).toBeNull();
    draft.write(null);
    expect(draft.read()).toBeNull();
    expect([...items.values()]).toEqual(['']);
  });

  test('does without a storage that is refused or full', () => {
    const fail = () => {
      throw new Error('refused');
    };
    for (const storage of [null, { getItem: fail, setItem: fail }]) {
      const refused = openDraft('a/b', storage);
      expect(refused.write('mine')).toBe(false);
      expect(refused.read()).toBeNull();
    }
    const full = openDraft('a/b', {
      ...memory().store,
      setItem() {
        throw new Error('full');
      },
    });
    expect(full.write('mine')).toBe(false);
  });
});
