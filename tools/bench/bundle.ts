import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { ENGINES } from './page/api.ts';

const PAGE = fileURLToPath(new URL('page/', import.meta.url));

/**
 * Bundles the page and its workers into a folder, once under each of the given names, with TensorFlow.js' WebAssembly
 * beside them.
 */
export async function bundle(names: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'low-rank-bench-'));
  for (const name of names) {
    await build({
      configFile: false,
      logLevel: 'error',
      root: PAGE,
      build: {
        outDir: join(folder, name),
        // TensorFlow.js makes its threads of the source text of a function.
        minify: false,
        modulePreload: false,
        target: 'esnext',
        rollupOptions: {
          input: {
            page: join(PAGE, 'page.ts'),
            ...Object.fromEntries(ENGINES.map((engine) => [engine, join(PAGE, `${engine}Worker.ts`)])),
          },
          output: { entryFileNames: '[name].js' },
        },
      },
    });
    const head =
      '<meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="page.js"></script>';
    writeFileSync(join(folder, name, 'index.html'), `<!doctype html>${head}`);
  }
  const binaries = dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')));
  mkdirSync(join(folder, 'tfjs'));
  for (const file of readdirSync(binaries).filter((each) => each.endsWith('.wasm'))) {
    copyFileSync(join(binaries, file), join(folder, 'tfjs', file));
  }
  return folder;
}

/** Bundles both engines for Node into one module, and returns its address. Nobody but the operating system deletes it. */
export async function bundleEngines(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'low-rank-engines-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: PAGE,
    ssr: { noExternal: true },
    build: {
      ssr: join(PAGE, 'engines.ts'),
      outDir: folder,
      minify: false,
      target: 'esnext',
      rollupOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  });
  return pathToFileURL(join(folder, 'engines.mjs')).href;
}
