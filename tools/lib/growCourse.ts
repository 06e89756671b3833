/** A copy of the project, with more lessons than it has: what a build takes as the course grows. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LANGUAGES } from '../../src/i18n/languages.ts';
import { lessonSlugs } from './lessonSlugs.ts';
import { ROOT } from './npm.mjs';

/** All that a build reads. */
const SOURCES = [
  'astro.config.ts',
  'package.json',
  'tsconfig.json',
  'config',
  'content',
  'public',
  'src',
  'tools',
];

/** A fresh copy that shares nothing with the project but its packages; whoever makes it takes it away. */
export function copyProject(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'low-rank-build-'));
  for (const name of SOURCES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Adds whole lessons: the course's own in turn, each under another name, with its figures, its exercises and so its decks.
 *
 * @returns their slugs
 */
export function addLessons(folder: string, count: number): string[] {
  const slugs = lessonSlugs();
  const lessons = join(folder, 'content', 'lessons');
  const bank = join(folder, 'src', 'exercises', 'bank');
  return Array.from({ length: count }, (_, index) => {
    const source = slugs[index % slugs.length] ?? '';
    const slug = `${source}-${index + 1}`;
    // Two digits: after the lessons there are, in order, several to a number where there are more than 90.
    const number = 10 + Math.floor((index * 90) / Math.max(count, 90));
    for (const language of LANGUAGES) {
      const file = readdirSync(join(lessons, language)).find((name) => name.slice(3) === `${source}.mdx`);
      if (!file) throw new Error(`no lesson “${source}” in ${language}`);
      const text = readFileSync(join(lessons, language, file), 'utf8');
      writeFileSync(
        join(lessons, language, `${number}-${slug}.mdx`),
        text.replace(/^(title: .*?)("?)$/m, `$1 ${index + 1}$2`),
      );
    }
    const exercises = join(bank, `${source}.ts`);
    if (existsSync(exercises)) cpSync(exercises, join(bank, `${slug}.ts`));
    return slug;
  });
}
