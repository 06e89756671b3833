import { describe, expect, it } from 'vitest';
import { gradeNumber } from '../../../src/exercises/graders/number';
import type { Measure } from '../../../src/exercises/types';

const grade = (answer: string, key: number, measure: Measure = 'bytes', more = {}) =>
  gradeNumber(
    answer,
    { given: {}, key, ...more },
    { kind: 'number', measure, variant: () => ({ given: {}, key }) },
  );
const told = (...of: Parameters<typeof grade>) => {
  const { state, feedback } = grade(...of);
  return [state, ...feedback.map(({ message }) => message)];
};

describe('bytes', () => {
  it.each([
    '21.07 GB',
    '2.107e10 bytes',
    '19.62 GiB',
    '21,07 GB',
    '21.07GB',
    '２１．０７ ＧＢ',
    '21070 MB',
    '21,070 MB',
    '21 070 MB',
    '2.107 × 10^10 B',
    '2.107·10¹⁰ bytes',
    '210.7 亿字节',
    '21.07 billion bytes',
    '≈ 21.07 GB',
    '约 21 GB',
    '168.56 Gbit',
    '21.07 gb',
    '21.07 G',
    '21.07 gigabytes',
    '19.62 gib',
    '21.07 吉字节',
    '21070 兆字节',
    '0.02107 万亿字节',
    '21070000000',
    '16 * 1.317e9 B',
  ])('%s is 21.07 GB', (answer) => {
    expect(told(answer, 21.07e9)).toEqual(['right']);
  });

  it.each([
    ['21.07 GiB', 'wrong', 'gbForGib'],
    ['19.62 GB', 'wrong', 'gbForGib'],
    ['21.07 Gb', 'wrong', 'bitsForBytes'],
    ['168.56 GB', 'wrong', 'bitsForBytes'],
    ['21.07 MB', 'wrong', 'wrongPrefix'],
    ['21.07 h', 'wrong', 'otherUnit'],
    ['40 GB', 'wrong', 'tooLarge'],
    ['4 GB', 'wrong', 'tooSmall'],
    ['22.2 GB', 'wrong', 'nearly'],
    ['-21.07 GB', 'wrong', 'sign'],
    ['21.07', 'unreadable', 'needsUnit'],
    ['21.07 apples', 'unreadable', 'unknownUnit'],
    ['a lot', 'unreadable', 'noNumber'],
    ['GB', 'unreadable', 'noNumber'],
  ])('%s is %s: %s', (answer, state, feedback) => {
    expect(told(answer, 21.07e9)).toEqual([state, feedback]);
  });

  it('tells a known mistake before a slip in general', () => {
    const mistakes = [{ key: 5.27e9, feedback: 'optimizerForgotten' }];
    expect(told('5.27 GB', 21.07e9, 'bytes', { mistakes })).toEqual(['wrong', 'optimizerForgotten']);
  });

  it('takes 2 % of rounding and no more', () => {
    expect(told('20.66 GB', 21.07e9)).toEqual(['right']);
    expect(told('20.6 GB', 21.07e9)).toEqual(['wrong', 'nearly']);
  });
});

describe('counts', () => {
  it.each([
    '8388608',
    '8,388,608',
    '8.388.608',
    '8.4 million',
    '8.4M',
    '8.4 M',
    '8.4e6',
    '838.9 万',
    '0.0839 亿',
    '8,4 million',
    '8.39 million parameters',
    '839万个参数',
    '2^23',
    '8*32*4096*8',
    '8 388 608',
  ])('%s', (answer) => {
    expect(told(answer, 8388608, 'number')).toEqual(['right']);
  });
  it('a billion may be B, and bytes count no parameters', () => {
    expect(told('6.74B', 6.74e9, 'number')).toEqual(['right']);
    expect(told('6.74b', 6.74e9, 'number')).toEqual(['right']);
    expect(told('67.4 亿', 6.74e9, 'number')).toEqual(['right']);
    expect(told('6.74 GB', 6.74e9, 'number')).toEqual(['wrong', 'otherUnit']);
    expect(told('6.74', 6.74e9, 'number')).toEqual(['wrong', 'powerOfTen']);
    expect(told('67.4 万', 6.74e9, 'number')).toEqual(['wrong', 'powerOfTen']);
  });
  it('an exact number has no tolerance', () => {
    const exact = (answer: string) =>
      gradeNumber(
        answer,
        { given: {}, key: 4 },
        { kind: 'number', measure: 'number', tolerance: 0, variant: () => ({ given: {}, key: 4 }) },
      ).state;
    expect(exact('4')).toBe('right');
    expect(exact('4 cards')).toBe('right');
    expect(exact('4 张卡')).toBe('right');
    expect(exact('4.05')).toBe('wrong');
  });
});

describe('shares and times', () => {
  it.each(['25%', '25 %', '0.25', '25', '25％', '1/4', '25 percent'])('%s is a quarter', (answer) => {
    expect(told(answer, 0.25, 'share')).toEqual(['right']);
  });
  it('percent taken for a share is told', () => {
    expect(told('0.25%', 0.25, 'share')).toEqual(['wrong', 'percent']);
  });
  it.each(['90 min', '1.5 h', '5400 s', '1.5 小时', '90 分钟', '1.5 hours'])(
    '%s is an hour and a half',
    (answer) => {
      expect(told(answer, 5400, 'seconds')).toEqual(['right']);
    },
  );

  it('may be thousandths', () => {
    for (const answer of ['20500 ms', '20,500 milliseconds', '20500 毫秒'])
      expect(told(answer, 20.5, 'seconds')).toEqual(['right']);
    expect(told('0.171 ms', 0.171, 'number')).toEqual(['right']);
  });
});

it('nothing typed is no wrong answer', () => {
  for (const answer of ['', '   ', '\u3000']) expect(grade(answer, 4).state).toBe('empty');
});
