import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build reads. */
const SOURCES = [
  'astro.config.ts',
  'config',
  'content',
  'package-lock.json',
  'patches',
  'public',
  'src',
  'tools/headers.mjs',
  'tools/hosting',
  'tools/lib/licences.ts',
  'tools/package-scorm/site.ts',
];

/**
 * The source that changed last, where that was after the build.
 *
 * @param page a page of the built site, written by every build
 * @param root the folder that the sources are in
 * @returns its path below the root, or undefined where the build is up to date
 */
export function changedSince(page: string, root: string, sources = SOURCES): string | undefined {
  const latest = sources
    .flatMap((source) => filesOf(root, source))
    .map((path) => ({ path, time: statSync(join(root, path)).mtimeMs }))
    .reduce((last, file) => (file.time > last.time ? file : last), { path: '', time: 0 });
  return latest.time > statSync(page).mtimeMs ? latest.path : undefined;
}

function filesOf(root: string, path: string): string[] {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found ? [path] : [];
  return readdirSync(join(root, path)).flatMap((name) => filesOf(root, join(path, name)));
}
