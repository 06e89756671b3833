import type { Fault } from '../../training/laboratory/api';
import { isWanted, LARGEST_FILE, LARGEST_TOTAL, MOST_FILES } from '../../training/peft/wanted';
import type { Found } from '../shared/lab/files';

/**
 * The bytes of those that an import looks at, by path. Sizes are looked at before anything is read.
 *
 * @throws Fault 'adapter'
 */
export async function readFiles(found: readonly Found[]): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const wanted = found.filter(({ path }) => isZip(path) || isWanted(path));
  const large = wanted.find(({ path, file }) => file.size > (isZip(path) ? LARGEST_TOTAL : LARGEST_FILE));
  const total = wanted.reduce((sum, { file }) => sum + file.size, 0);
  if (large || total > LARGEST_TOTAL || wanted.length > MOST_FILES) {
    const values = { subject: (large ?? wanted[0])?.path ?? '' };
    throw { kind: 'adapter', detail: 'fileTooLarge', values } satisfies Fault;
  }
  const read = wanted.map(
    async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

const isZip = (path: string): boolean => /\.zip$/i.test(path);
