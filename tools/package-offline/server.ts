import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOOLS = new URL('../', import.meta.url);

/**
 * The tiny server's files, by their paths below `tools`: the one that starts it and all that it imports. Throws an Error,
 * one sentence, where one of them imports a package, since the offline package has none.
 *
 * @param read the text of a file below `tools`
 */
export function serverFiles(
  start = 'offline.mjs',
  read = (path: string): string => readFileSync(fileURLToPath(new URL(path, TOOLS)), 'utf8'),
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const visit = (path: string): void => {
    if (files.has(path)) return;
    const text = read(path);
    files.set(path, text);
    for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^'"=();]*['"]([^'"]+)['"]/gm)) {
      if (name.startsWith('.')) visit(posix.join(posix.dirname(path), name));
      else if (!name.startsWith('node:'))
        throw new Error(`The offline server has no packages, and ${path} imports "${name}".`);
    }
  };
  visit(start);
  return files;
}
