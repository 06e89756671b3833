import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { copyProject } from '../../tools/lib/growCourse';

const ASTRO = resolve('node_modules/astro/bin/astro.mjs');

/** A copy of the project, in which a lesson can be added and the build run. */
let copy = '';

/** What is refused is refused in a course of one lesson and no other page, too, and that is built much sooner. */
function leaveOneLesson(project: string): void {
  const pages = join(project, 'src/pages');
  for (const name of readdirSync(pages))
    if (name !== '[language]') rmSync(join(pages, name), { recursive: true });
  for (const name of readdirSync(join(pages, '[language]')))
    if (name !== 'lessons') rmSync(join(pages, '[language]', name), { recursive: true });
  for (const language of ['en', 'zh']) {
    const folder = join(project, 'content/lessons', language);
    for (const name of readdirSync(folder)) if (!name.startsWith('01-')) rmSync(join(folder, name));
  }
}

beforeAll(() => {
  copy = copyProject().folder;
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const HEAD = `---
title: A second lesson
description: A lesson that a test adds.
question: Can a lesson be added by adding two files?
slides: [S3]
minutes: 1
prerequisites: []
goals:
  - add a lesson
  - see it in the contents
---

## A section [#section]

`;

const BANK = `import type { Exercises } from '../types';
export const exercises: Exercises = {
  count: {
    kind: 'number',
    measure: 'number',
    variant: () => ({ given: { rank: { as: 'number', value: 8 } }, key: 8 }),
  },
};
`;

function write(body: string): void {
  for (const language of ['en', 'zh']) {
    writeFileSync(join(copy, 'content/lessons', language, '10-second.mdx'), HEAD + body);
  }
}

/** What the build printed, and whether it succeeded. */
async function build(): Promise<{ ok: boolean; output: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [ASTRO, 'build'], {
      cwd: copy,
      env: { ...process.env, NODE_ENV: '' },
    });
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { ok: false, output: stdout + stderr };
  }
}

/** The lesson that CONTRIBUTING.md gives as an example, in English and in Chinese. */
const EXAMPLES = [
  ...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^ {3}```mdx\n {3}---\n[\s\S]*?^ {3}```$/gm),
].map(([block]) =>
  block
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/^ {3}/, ''))
    .join('\n'),
);

describe('adding a lesson', { timeout: 90_000 }, () => {
  it('takes two MDX files and nothing else', async () => {
    write(
      'Text with <Value of="parameters" model="llama-7b" style="compact" />.\n\n<Figure name="zero-stages" gpus={4} />\n',
    );
    expect(EXAMPLES).toHaveLength(2);
    for (const [index, language] of ['en', 'zh'].entries())
      writeFileSync(join(copy, 'content/lessons', language, '99-example.mdx'), `${EXAMPLES[index]}\n`);
    const { ok, output } = await build();
    expect(output).toContain('/en/lessons/second/');
    expect(ok).toBe(true);
    for (const language of ['en', 'zh']) {
      expect(existsSync(join(copy, `dist/${language}/lessons/example/index.html`))).toBe(true);
      expect(existsSync(join(copy, `dist/${language}/lessons/second/index.html`))).toBe(true);
      const home = readFileSync(join(copy, `dist/${language}/index.html`), 'utf8');
      expect(home).toContain('lessons/second/');
      const last = readFileSync(join(copy, `dist/${language}/lessons/compare/index.html`), 'utf8');
      expect(last).toMatch(/rel="next" href="[^"]*lessons\/second\/"/);
    }
  });

  it('fails where a lesson is wrong', async () => {
    leaveOneLesson(copy);
    write('An <Unheard of="x" />.\n');
    const { ok, output } = await build();
    expect(output).toContain('Unheard');
    expect(ok).toBe(false);
  });
});

const MISTAKES = [
  ['a word that is not in the vocabulary', 'An <Unheard of="x" />.', 'Unheard'],
  ['a figure that does not exist', '<Figure name="no-such-figure" />', 'no-such-figure'],
  ['a figure’s state that is out of range', '<Figure name="zero-stages" gpus={9999} />', 'gpus'],
  ['a source that does not exist', 'So they say <Cite of="nobody1999" />.', 'nobody1999'],
  ['a quantity that does not exist', '<Value of="magic" />', 'magic'],
  ['a quantity inside a formula that does not exist', '$x = @{magic}$', 'magic'],
  ['a symbol that does not exist', '<Sym of="omega" />', 'omega'],
  ['a heading without an id', '## Nameless', 'heading'],
  ['a formula that KaTeX cannot read', String.raw`$\frac{1}$`, 'KaTeX'],
  [
    'an exercise’s value that its definition does not give',
    '<Exercise name="count"><Given of="rang" /></Exercise>',
    'rang',
  ],
  ['an exercise that the bank has and the text has not', 'Text.', '“count”'],
] as const;

/** The build stops at the first mistake; the development server, which runs the same code, tells one for each page that is asked for. */
describe('a lesson’s mistake', { timeout: 90_000 }, () => {
  const slugOf = (at: number) => `wrong-${at + 1}`;
  let wrong = '';
  let server: ChildProcess;
  let site = '';
  let output = '';

  beforeAll(async () => {
    wrong = copyProject().folder;
    leaveOneLesson(wrong);
    for (const [at, [, body, named]] of MISTAKES.entries()) {
      for (const language of ['en', 'zh'])
        writeFileSync(
          join(wrong, 'content/lessons', language, `${10 + at}-${slugOf(at)}.mdx`),
          `${HEAD}${body}\n`,
        );
      if (named === 'rang' || named === '“count”')
        writeFileSync(join(wrong, 'src/exercises/bank', `${slugOf(at)}.ts`), BANK);
    }
    server = spawn(process.execPath, [ASTRO, 'dev', '--port', '0'], {
      cwd: wrong,
      // Inside Vitest, Astro's server would answer nothing.
      env: { ...process.env, NODE_ENV: '', VITEST: undefined, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (text) => {
        output += text;
      });
    site = await vi.waitUntil(() => /Local +(http:\S+)/.exec(output)?.[1], {
      timeout: 80_000,
      interval: 100,
    });
  }, 90_000);
  afterAll(async () => {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
    rmSync(wrong, { recursive: true, force: true });
  });

  it.each(MISTAKES.map((mistake, at) => [...mistake, at] as const))(
    '%s: is named',
    async (_, __, named, at) => {
      const before = output.length;
      await (await fetch(new URL(`/en/lessons/${slugOf(at)}/`, site))).text();
      await expect
        .poll(() =>
          output
            .slice(before)
            .split('\n')
            .filter((line) => line.includes('[ERROR]'))
            .join('\n'),
        )
        .toContain(named);
    },
  );

  it('and one without is shown', async () => {
    const before = output.length;
    const answer = await fetch(new URL('/en/lessons/memory/', site));
    expect(await answer.text()).toContain('</html>');
    expect(answer.status).toBe(200);
    expect(output.slice(before)).not.toContain('[ERROR]');
  });
});
