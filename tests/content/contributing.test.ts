import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { QUANTITY_NAMES } from '../../src/quantities/evaluate';
import { ALLOWED } from './layers';

/** The picture and the table of CONTRIBUTING.md, against the folders and the rules that `imports.test.ts` enforces. */
const TEXT = readFileSync('CONTRIBUTING.md', 'utf8');
const GRAPH = /```mermaid\n([\s\S]*?)```/.exec(TEXT)?.[1] ?? '';
const ARROWS = [...GRAPH.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(
  ([, from = '', to = '']) => [from, to] as const,
);
/** Boxes without an arrow. */
const ALONE = [...GRAPH.matchAll(/^ {2}(\w+)$/gm)].map(([, name = '']) => name);
const FOLDERS = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** What a folder reaches by arrows. */
function reached(from: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const [start, end] of ARROWS)
    if (start === from && !seen.has(end)) {
      seen.add(end);
      reached(end, seen);
    }
  return seen;
}

describe('the picture of the architecture', () => {
  it('is read whole, and shows every folder of src and no other', () => {
    expect(GRAPH.trim().split('\n')).toHaveLength(ARROWS.length + ALONE.length + 1);
    expect([...new Set([...ARROWS.flat(), ...ALONE])].sort()).toEqual(FOLDERS);
  });

  it.each(Object.keys(ALLOWED))(
    '%s may import what its arrows name, and reaches all that it may import',
    (folder) => {
      const named = ARROWS.filter(([from]) => from === folder).map(([, to]) => to);
      for (const to of named) expect(ALLOWED[folder], `${folder} → ${to}`).toContain(to);
      const reach = reached(folder);
      for (const other of ALLOWED[folder] ?? []) expect([...reach], `${folder} → ${other}`).toContain(other);
      expect([...reach]).not.toContain(folder);
    },
  );
});

it('the table has the rules that are enforced', () => {
  const block = /```text\ntheory, formula[\s\S]*?```/.exec(TEXT)?.[0] ?? '';
  const rows = block.split('\n').slice(1, -1);
  const told = new Map(
    rows.flatMap((row) => {
      const [, names = '', allowed = ''] = /^(\S+(?:, \S+)*) {2,}(.*)$/.exec(row) ?? [];
      return names.split(', ').map((name) => [name, allowed.trim()] as const);
    }),
  );
  expect([...told.keys()].sort()).toEqual(Object.keys(ALLOWED).sort());
  for (const [folder, allowed] of Object.entries(ALLOWED)) {
    const row = told.get(folder) ?? '';
    if (row === 'nothing of ours') expect(allowed, folder).toEqual([]);
    else expect(row.split(' ').sort(), folder).toEqual([...allowed].sort());
  }
});

it('the README lists every figure that a lesson may show', () => {
  const line = /^- \*\*Figures:\*\* (.*?)\. Their/m.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const told = [...line.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
  const table = /export const FIGURES = \{([\s\S]*?)\n\} as const/.exec(
    readFileSync('src/lesson/figures.ts', 'utf8'),
  );
  const registered = [...(table?.[1] ?? '').matchAll(/^ {2}'?([a-z-]+)'?: \{/gm)].map(([, name]) => name);
  expect(registered.length).toBeGreaterThan(20);
  expect(told.sort()).toEqual(registered.sort());
});

it('the README lists every quantity, once', () => {
  const table = /\| Quantity [\s\S]*?\n\n/.exec(readFileSync('README.md', 'utf8'))?.[0] ?? '';
  const told = table
    .split('\n')
    .slice(2)
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/[A-Za-z]\w*/g)].map(([name]) => name));
  expect(told.sort()).toEqual([...QUANTITY_NAMES].sort());
});

it.each(LANGUAGES)('no page says to install without what npm leaves out here (%s)', (language) => {
  const text = readFileSync(`content/pages/${language}/teach.mdx`, 'utf8');
  expect(text.match(/^npm run setup$/gm)).toHaveLength(text.match(/^npm run build$/gm)?.length ?? 0);
  expect(text).not.toMatch(/npm (install|ci)\b/);
});
