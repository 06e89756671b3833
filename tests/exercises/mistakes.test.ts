import { describe, expect, it } from 'vitest';
import { distinct } from '../../src/exercises/mistakes';

const named = (kept: readonly { feedback: string }[]) => kept.map(({ feedback }) => feedback).join();

describe('mistakes that are told apart', () => {
  it('keeps those that are far from the key and from each other', () => {
    const all = [
      { key: 2, feedback: 'double' },
      { key: 0.5, feedback: 'half' },
      { key: -1, feedback: 'sign' },
    ];
    expect(distinct(1, all)).toEqual(all);
  });

  it('leaves out what lies within twice the tolerance of the key, or of an earlier one', () => {
    const near = [
      { key: 1.03, feedback: 'nearKey' },
      { key: 2, feedback: 'first' },
      { key: 2.05, feedback: 'nearFirst' },
      { key: 2.2, feedback: 'apart' },
    ];
    expect(named(distinct(1, near))).toBe('first,apart');
    expect(named(distinct(1, near, 0))).toBe('nearKey,first,nearFirst,apart');
  });

  it('takes a key of zero for what it is', () => {
    expect(
      named(
        distinct(0, [
          { key: 0, feedback: 'same' },
          { key: 0.01, feedback: 'other' },
        ]),
      ),
    ).toBe('other');
  });
});
