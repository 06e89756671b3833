import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { slopesOf } from '../../tools/audit/build.ts';
import { addLessons } from '../../tools/lib/growCourse.ts';

let folder = '';
const LESSONS = 'content/lessons';
const BANK = 'src/exercises/bank';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'low-rank-grow-'));
  for (const name of [LESSONS, BANK]) cpSync(name, join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('adds whole lessons after those there are, each in both languages with its exercises under its own name', () => {
  const before = readdirSync(join(folder, LESSONS, 'en')).length;
  const slugs = addLessons(folder, 100);
  expect(new Set(slugs).size).toBe(100);
  for (const language of ['en', 'zh']) {
    const names = readdirSync(join(folder, LESSONS, language)).sort();
    expect(names).toHaveLength(before + 100);
    expect(names.every((name) => /^\d\d-[a-z0-9-]+\.mdx$/.test(name))).toBe(true);
  }
  expect(slugs[0]).toBe('memory-1');
  const text = readFileSync(join(folder, LESSONS, 'en', '10-memory-1.mdx'), 'utf8');
  expect(text).toMatch(/^title: .* 1$/m);
  // Its title stands in quotes.
  const quoted = readFileSync(join(folder, LESSONS, 'en', '10-lora-2.mdx'), 'utf8');
  expect(quoted).toMatch(/^title: ".* 2"$/m);
  const bank = readdirSync(join(folder, BANK));
  expect(slugs.filter((slug) => !bank.includes(`${slug}.ts`))).toEqual([]);
});

it('tells seconds a lesson from one size of the course to the next', () => {
  const built = [
    { lessons: 9, cpu: 40 },
    { lessons: 34, cpu: 65 },
    { lessons: 109, cpu: 140 },
  ];
  expect(slopesOf(built)).toEqual([1, 1]);
  expect(slopesOf(built.slice(0, 1))).toEqual([]);
});
