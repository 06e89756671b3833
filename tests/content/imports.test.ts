import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The layers of src, top to bottom: a folder may import what stands in its own list, and nothing else of ours.
 * pages → layouts → presenter → lesson → widgets → scenes → theory, with the leaves i18n, facts, formula and quantities between.
 */
const ALLOWED: Record<string, readonly string[]> = {
  theory: [],
  // QuickJS, for code that readers write.
  sandbox: [],
  // The service worker, which the build bundles by itself.
  offline: [],
  facts: ['theory'],
  i18n: ['theory', 'facts'],
  formula: [],
  quantities: ['theory', 'facts', 'i18n'],
  scenes: ['theory'],
  // Files for the libraries of the field. Without a page: the calculator fetches them at a press.
  recipes: ['theory', 'facts', 'i18n'],
  exercises: ['theory', 'facts', 'i18n', 'quantities', 'formula', 'scenes', 'training', 'sandbox'],
  training: ['theory', 'sandbox'],
  // The laboratory: types, client, defaults and parsers of training. Its engine stays in a worker.
  widgets: ['theory', 'facts', 'i18n', 'quantities', 'formula', 'scenes', 'training', 'recipes'],
  lesson: ['theory', 'facts', 'i18n', 'quantities', 'formula', 'exercises', 'widgets'],
  // Decks are lessons in other windows.
  presenter: ['i18n', 'lesson', 'exercises', 'widgets', 'styles'],
  // Layouts take the shape of a lesson, hatches, and the registry of widgets for the browser.
  layouts: ['i18n', 'lesson', 'presenter', 'exercises', 'widgets', 'scenes', 'facts', 'quantities', 'styles'],
  pages: [
    'theory',
    'facts',
    'i18n',
    'formula',
    'quantities',
    'lesson',
    'presenter',
    'exercises',
    'widgets',
    'layouts',
    'styles',
  ],
};

const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.(ts|astro)$/.test(name) && name.includes('/'));

/** Relative imports, dynamic ones too, as paths below src; imports of content files are left out. */
function importsOf(file: string): string[] {
  const text = readFileSync(join('src', file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
    .map((match) => normalize(join(dirname(file), match[1] ?? '')))
    .filter((target) => !target.startsWith('..'));
}

/** Packages that a file names, without their sub-paths. */
function packagesOf(file: string): string[] {
  const text = readFileSync(join('src', file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^.'][^']*)'/g)].map((match) => match[1] ?? '');
}

describe('imports go one way', () => {
  it.each(FILES)('%s', (file) => {
    const [folder = ''] = file.split('/');
    const allowed = ALLOWED[folder];
    expect(allowed, `src/${folder} is not in the plan of the house`).toBeDefined();
    for (const target of importsOf(file)) {
      const [other = ''] = target.split('/');
      if (other !== folder) expect(allowed, `${file} imports ${target}`).toContain(other);
    }
  });

  it('theory stands alone: no package, no page, no clock', () => {
    for (const file of FILES.filter((name) => name.startsWith('theory/'))) {
      expect(packagesOf(file), file).toEqual([]);
      const code = readFileSync(join('src', file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(
        code.match(/\b(document|window|fetch|Date|performance|Math\.random|Intl|navigator)\b/g) ?? [],
        file,
      ).toEqual([]);
    }
  });

  it('a widget imports no other widget', () => {
    for (const file of FILES.filter(
      (name) => /^widgets\/[^/]+\//.test(name) && !/^widgets\/(base|shared)\//.test(name),
    )) {
      const own = file.split('/').slice(0, 2).join('/');
      const others = importsOf(file).filter(
        (target) =>
          /^widgets\/[^/]+\//.test(target) &&
          !target.startsWith(`${own}/`) &&
          !/^widgets\/(base|shared)\//.test(target),
      );
      expect(others, file).toEqual([]);
    }
  });

  it('D3 and three.js are named in scenes alone, by D3’s single modules', () => {
    for (const file of FILES) {
      const drawing = packagesOf(file).filter((name) => /^(d3|three)/.test(name));
      if (!file.startsWith('scenes/')) expect(drawing, file).toEqual([]);
      expect(drawing, file).not.toContain('d3');
    }
  });

  it('no file imports itself in a circle', () => {
    const graph = new Map(
      FILES.map((file) => [
        file.replace(/\.(ts|astro)$/, ''),
        importsOf(file).map((target) => target.replace(/\.(ts|astro)$/, '')),
      ]),
    );
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      else for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    };
    for (const file of graph.keys()) visit(file, []);
    expect([...new Set(circles)]).toEqual([]);
  });
});
