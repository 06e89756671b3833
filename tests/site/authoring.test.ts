import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authoringCopy } from './authoringCopy';

const copy = authoringCopy();

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
    copy.write(
      'Text with <Value of="parameters" model="llama-7b" style="compact" />.\n\n<Figure name="zero-stages" gpus={4} />\n',
    );
    expect(EXAMPLES).toHaveLength(2);
    for (const [index, language] of ['en', 'zh'].entries())
      writeFileSync(join(copy.path, 'content/lessons', language, '99-example.mdx'), `${EXAMPLES[index]}\n`);
    const { ok, output } = await copy.build();
    expect(output).toContain('/en/lessons/second/');
    expect(ok).toBe(true);
    for (const language of ['en', 'zh']) {
      expect(existsSync(join(copy.path, `dist/${language}/lessons/example/index.html`))).toBe(true);
      expect(existsSync(join(copy.path, `dist/${language}/lessons/second/index.html`))).toBe(true);
      const home = readFileSync(join(copy.path, `dist/${language}/index.html`), 'utf8');
      expect(home).toContain('lessons/second/');
      const last = readFileSync(join(copy.path, `dist/${language}/lessons/compare/index.html`), 'utf8');
      expect(last).toMatch(/rel="next" href="[^"]*lessons\/second\/"/);
    }
  });

  // The other refusals are in `refusals.test.ts`, so that two builds run at a time.
  it.each([
    [
      'an exercise’s value that its definition does not give',
      '<Exercise name="count"><Given of="rang" /></Exercise>',
      'rang',
    ],
    ['an exercise that the bank has and the text has not', 'Text.', '“count”'],
  ])('fails on %s, and says which', async (_, body, named) => {
    copy.writeBank();
    await copy.refuse(body, named);
  });
});
