import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { licenceFile, packageFolder } from '../tools/lib/licences';

/** What Vite's plugins are, as far as this one needs it: Astro's own Vite may not be the one that types would come from. */
interface CollectingPlugin {
  name: string;
  transform(this: { environment?: { name: string } }, code: string, id: string): null;
  generateBundle(
    this: { environment?: { name: string } },
    options: unknown,
    bundle: Record<string, { modules?: Record<string, unknown>; originalFileNames?: string[] }>,
  ): void;
}

/** The name of the file, beside the pages. */
export const LICENCE_FILE = 'third-party-licences.txt';

/** What gets beside the pages past the bundler: the search's script by Pagefind itself, and what the service worker is built of. */
const BESIDE = ['pagefind', 'workbox-core', 'workbox-precaching', 'workbox-routing'];

/**
 * Writes the licences of every package of which something reaches readers: modules of the scripts, of workers too,
 * style sheets, fonts and WebAssembly, as the bundler took them; and the search. A package without a free licence
 * fails the build.
 */
export function thirdParty(): AstroIntegration {
  const folders = new Set<string>();
  const take = (id: string): void => {
    const folder = packageFolder(id);
    if (folder) folders.add(folder);
  };
  const collector = (isWorker: boolean): CollectingPlugin => ({
    name: 'third-party',
    transform(_code, id) {
      // Pages are made on the build's side, and hand their style sheets over.
      if (/\.css(\?|$)/.test(id)) take(id);
      return null;
    },
    generateBundle(_options, bundle) {
      const isShipped = isWorker || this.environment?.name === 'client';
      for (const { modules, originalFileNames } of Object.values(bundle)) {
        if (isShipped) Object.keys(modules ?? {}).forEach(take);
        // An asset is of whichever side met it first. The fonts are named by their style sheets, since they are made anew (leanFonts.ts).
        (originalFileNames ?? []).filter((name) => !/\.m?js$/.test(name)).forEach(take);
      }
    },
  });
  return {
    name: 'third-party',
    hooks: {
      'astro:config:setup': ({ command, updateConfig }) => {
        if (command !== 'build') return;
        updateConfig({
          vite: {
            plugins: [collector(false) as never],
            worker: { plugins: () => [collector(true) as never] },
          },
        });
      },
      'astro:build:done': async ({ dir, logger }) => {
        for (const name of BESIDE) folders.add(resolve('node_modules', name));
        await writeFile(join(fileURLToPath(dir), LICENCE_FILE), licenceFile(folders));
        logger.info(`licences of ${folders.size} packages`);
      },
    },
  };
}
