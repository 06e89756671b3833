import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { changedSince } from '../package-offline/freshness.ts';
import { ROOT, run } from './npm.mjs';

/**
 * Builds the site, unless what is in `dist` is newer than all that it is made from.
 *
 * @returns its folder
 * @throws Error, one sentence, where it cannot be built
 */
export async function freshSite(): Promise<string> {
  const root = join(ROOT, 'dist');
  const page = join(root, 'index.html');
  const isOld = !existsSync(page) || changedSince(page, ROOT) !== undefined;
  if (isOld && (await run('build')) !== 0) throw new Error('The site could not be built.');
  return root;
}
