/** The files of an adapter or a model that an import looks at, and how large they may be. For the page too: it imports nothing. */

const WANTED = new Set([
  ...['adapter_config.json', 'adapter_model.safetensors', 'adapter_model.bin'],
  ...['adapter.safetensors', 'pytorch_adapter.bin', 'pytorch_model.bin'],
  ...['config.json', 'model.safetensors', 'model.safetensors.index.json', 'low-rank.json'],
]);

/** Bytes that a file may have: several times what any adapter of the tiny model has, or the whole of it. */
export const LARGEST_FILE = 64 * 2 ** 20;

/** How many files there may be, and how many bytes together: of a zip, or of what was dropped. */
export const MOST_FILES = 64;
export const LARGEST_TOTAL = 4 * LARGEST_FILE;

/** Whether an import looks at a file: by its name, and not where macOS keeps its own. */
export function isWanted(path: string): boolean {
  const parts = path.split('/');
  const hidden = parts.some((part) => part === '__MACOSX' || part.startsWith('.'));
  return WANTED.has(parts.at(-1) as string) && !hidden;
}
