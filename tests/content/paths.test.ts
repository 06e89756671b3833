import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The documents, and every file and folder that they name. */
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

/** What a build, a tool or npm makes. */
const MADE = /^(node_modules|dist|packages|handouts|\.cache|\.astro|\.pretrain)(\/|$)/;
/** Of examples, which a reader is to write. */
const EXAMPLES = [
  '99-example.mdx',
  'MyBars.astro',
  'Name.astro',
  'content/lessons/en/99-example.mdx',
  'content/lessons/zh/99-example.mdx',
];
/** Files of other programs (PEFT's and bitsandbytes' sources among them) and of packages that the tools make. */
const ELSEWHERE =
  /^(utils\/save_and_load\.py|methods\/modeling\.py|config\.py|loading\.py|index\.html|404\.html|config\.json|rows\.json|low-rank\.conf|adapter_config\.json|adapter_model\.safetensors|imsmanifest\.xml|offline\.mjs|README\.html|LICENSE(-course)?\.txt|.*\.(zip|command)|.*\.bat|launch\.sh|model\.safetensors|tokenizer\.json)$/;

const TOP = readdirSync('.');
const FILES = TOP.filter((name) => !MADE.test(name) && name !== '.git').flatMap((name) =>
  name.includes('.') || name === 'LICENSE'
    ? [name]
    : readdirSync(name, { recursive: true, encoding: 'utf8' }).map(
        (file) => `${name}/${file.replaceAll('\\', '/')}`,
      ),
);

/** Code in the running text: blocks hold commands and what they print. */
function codeIn(text: string): string[] {
  const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** Why a piece of code names a path that is not there; undefined where it names none, or one that is. */
function missing(code: string): string | undefined {
  const path = code.replace(/\/$/, '');
  if (!/^[\w@.-]+(\/[\w@.[\]-]+)*$/.test(path) || MADE.test(path) || EXAMPLES.includes(path))
    return undefined;
  const [first = ''] = path.split('/');
  if (path.includes('/') && TOP.includes(first))
    return existsSync(path) ? undefined : `${code}: no such path`;
  // Below a folder that the sentence has named, or a bare name.
  if (!/\.(ts|mts|mjs|astro|mdx|css|json|py|md|sh)$/.test(path) || ELSEWHERE.test(path)) return undefined;
  return FILES.some((file) => file === path || file.endsWith(`/${path}`))
    ? undefined
    : `${code}: no such file`;
}

describe('what this test takes for a missing path', () => {
  it.each([
    ['src/theory/units.ts', true],
    ['src/theory/nothing.ts', false],
    ['src/nowhere', false],
    ['tests/browser', true],
    ['tasks/index.ts', true],
    ['tasks/nothing.ts', false],
    ['describe.ts', true],
    ['undescribed.ts', false],
    ['dist/anything.html', true],
    ['npm test', true],
    ['gpus=64', true],
  ])('`%s` is there: %s', (code, there) => {
    expect(missing(code) === undefined).toBe(there);
  });
});

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(document, 'utf8');

  it('names no path that is not there', () => {
    expect(codeIn(text).flatMap((code) => missing(code) ?? [])).toEqual([]);
  });

  it('has no link to a document or a heading that is not there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links.filter((link) => {
      const [file = '', hash] = link.split('#');
      const path = file === '' ? document : normalize(join(dirname(document), file));
      if (!existsSync(path)) return true;
      return hash !== undefined && !anchorsIn(readFileSync(path, 'utf8')).includes(hash);
    });
    expect(dead).toEqual([]);
  });

  it('names no npm script that is not there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm run ([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

/** As GitHub makes them from headings. */
function anchorsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}
