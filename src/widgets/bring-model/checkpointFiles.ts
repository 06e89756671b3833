import type { Found } from '../shared/lab/files';

/**
 * Files on their way to the worker, under their paths: a copy of a file keeps no path but its name. The copies point to
 * the same bytes on the disk.
 */
export function checkpointFiles(found: readonly Found[]): readonly File[] {
  return found.map(({ path, file }) => (path === file.name ? file : new File([file], path)));
}
