import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const NUMBERS = fileURLToPath(new URL('./interpolateNumbers.ts', import.meta.url));

/** d3-scale without what it never needs here: see `interpolateNumbers.ts`. */
export function scalesOfNumbers(): Plugin {
  return {
    name: 'scales-of-numbers',
    enforce: 'pre',
    resolveId: (id, importer) =>
      id === 'd3-interpolate' && importer?.includes('/node_modules/d3-scale/') ? NUMBERS : undefined,
  };
}
