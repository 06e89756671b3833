import type { Found } from '../shared/lab/files';

/** The files of one checkpoint, and the name of their folder; empty where they came without one. */
export interface Chosen {
  readonly folder: string;
  readonly files: readonly File[];
}

const parent = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
const depth = (path: string): number => path.split('/').length;

/**
 * What lies beside the uppermost config.json: a checkpoint's folder may hold others, of the same weights in another
 * format for one. Without a config.json all that there is, so that the reader hears what is missing.
 */
export function checkpointFiles(found: readonly Found[]): Chosen {
  const config = found
    .filter(({ path }) => path.split('/').at(-1) === 'config.json')
    .toSorted((one, two) => depth(one.path) - depth(two.path))[0];
  const folder = config ? parent(config.path) : '';
  const beside = config ? found.filter(({ path }) => parent(path) === folder) : found;
  return { folder: folder.split('/').at(-2) ?? '', files: beside.map(({ file }) => file) };
}
