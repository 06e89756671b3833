import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KEYS } from '../../src/presenter/keys';
import { clockText, timeOfDay } from '../../src/presenter/timer';

describe('the keys', () => {
  it('mean one thing each, and have a sentence in both languages', () => {
    const all = Object.values(KEYS).flat();
    expect(new Set(all).size).toBe(all.length);
    for (const language of ['en', 'zh']) {
      const { present } = JSON.parse(readFileSync(`content/ui/${language}.json`, 'utf8'));
      expect(Object.keys(present.command).sort()).toEqual(Object.keys(KEYS).sort());
    }
  });

  it('have a clicker’s two among them', () => {
    expect(KEYS.next).toContain('PageDown');
    expect(KEYS.previous).toContain('PageUp');
  });
});

describe('the time', () => {
  it.each([
    [0, '0:00'],
    [65.9, '1:05'],
    [3600, '1:00:00'],
    [3725, '1:02:05'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });

  it('knows the time of the day', () => {
    expect(timeOfDay(new Date(2026, 0, 31, 9, 5))).toBe('09:05');
    expect(timeOfDay(new Date(2026, 0, 31, 23, 59))).toBe('23:59');
  });
});
