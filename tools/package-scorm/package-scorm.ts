/** `npm run package:scorm`: zip files for an LMS out of the built site, one a lesson and one of the whole course. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Standard } from '../../src/exercises/scorm/api';
import { LANGUAGES, type Language } from '../../src/i18n/languages';
import { runAsCommand } from '../lib/command.mjs';
import { ROOT } from '../lib/npm.mjs';
import { changedSince } from '../package-offline/freshness';
import { buildPackage, type Request, zip } from './build';
import { ownFiles } from './bundle';
import { lessonSlugs, openSite } from './site';

const STANDARDS: readonly Standard[] = ['1.2', '2004'];
const COURSE = 'course';

/** What the command's options ask for: all that they do not narrow. Throws an Error for an unknown value. */
export function requestsOf(args: readonly string[]): { requests: Request[]; from: string; out: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lesson: { type: 'string', multiple: true },
      language: { type: 'string', multiple: true },
      standard: { type: 'string', multiple: true },
      from: { type: 'string', default: 'dist' },
      out: { type: 'string', default: 'packages' },
    },
  });
  const lessons = chosen('lesson', values.lesson, [...lessonSlugs(), COURSE]);
  const languages = chosen<Language>('language', values.language, LANGUAGES);
  const standards = chosen<Standard>('standard', values.standard, STANDARDS);
  const requests = lessons.flatMap((name) =>
    languages.flatMap((language) =>
      standards.map((standard) => ({ standard, language, lesson: name === COURSE ? null : name })),
    ),
  );
  return { requests, from: values.from, out: values.out };
}

function chosen<T extends string>(
  option: string,
  given: readonly string[] | undefined,
  all: readonly T[],
): readonly T[] {
  const unknown = given?.find((value) => !all.includes(value as T));
  if (unknown !== undefined)
    throw new Error(`There is no ${option} "${unknown}". Choose of: ${all.join(', ')}.`);
  return given === undefined ? all : all.filter((value) => given.includes(value));
}

await runAsCommand(import.meta.url, async () => {
  const { requests, from, out } = requestsOf(process.argv.slice(2));
  const site = openSite(from);
  const page = join(from, 'index.html');
  const changed = existsSync(page) ? changedSince(page, ROOT) : undefined;
  if (changed !== undefined)
    console.warn(
      `"${from}" is older than ${changed}: these packages hold the site as it was built then; "npm run build" makes it anew.`,
    );
  const own = await ownFiles();
  mkdirSync(out, { recursive: true });
  for (const request of requests) {
    const { name, files } = buildPackage(site, own, request);
    const bytes = zip(files);
    writeFileSync(join(out, `${name}.zip`), bytes);
    console.log(`${join(out, name)}.zip  ${(bytes.length / 1e6).toFixed(1)} MB, ${files.size} files`);
  }
});
