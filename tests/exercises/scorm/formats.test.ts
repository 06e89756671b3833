import { expect, it } from 'vitest';
import {
  clip,
  duration2004,
  identifier,
  percentage,
  time12,
  timespan12,
  timestamp2004,
} from '../../../src/exercises/scorm/formats';

it('writes SCORM 1.2’s spans of time', () => {
  expect(timespan12(0)).toBe('0000:00:00.00');
  expect(timespan12(3725.126)).toBe('0001:02:05.13');
  expect(timespan12(59.999)).toBe('0000:01:00.00');
  expect(timespan12(-5)).toBe('0000:00:00.00');
  expect(timespan12(1e12)).toBe('9999:59:59.99');
});

it('writes SCORM 2004’s durations and moments', () => {
  expect(duration2004(12.345)).toBe('PT12.35S');
  expect(duration2004(7200)).toBe('PT7200S');
  expect(timestamp2004(new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 789)))).toBe('2026-02-03T04:05:06.78Z');
});

it('writes SCORM 1.2’s time of day by the clock of the machine', () => {
  expect(time12(new Date(2026, 1, 3, 4, 5, 6))).toBe('04:05:06');
});

it('makes ids, percentages and texts that fit', () => {
  expect(identifier('lora-memory/all seven')).toBe('lora-memory.all-seven');
  expect(identifier('é'.repeat(300))).toBe('-'.repeat(255));
  expect(percentage(1 / 3)).toBe('33.33');
  expect(percentage(1)).toBe('100');
  expect(clip('a\n\tb', 10)).toBe('a b');
  expect(clip('数'.repeat(300), 255)).toHaveLength(255);
  // Never half of a character.
  expect(clip('ab𝜑', 3)).toBe('ab');
});
