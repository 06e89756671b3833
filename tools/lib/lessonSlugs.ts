import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './npm.mjs';

/** Slugs of all lessons, in their order, from the names of their files. */
export function lessonSlugs(): readonly string[] {
  return readdirSync(join(ROOT, 'content', 'lessons', 'en'))
    .sort()
    .flatMap((name) => /^\d\d-([a-z0-9-]+)\.mdx$/.exec(name)?.[1] ?? []);
}
