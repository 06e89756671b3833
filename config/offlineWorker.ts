import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { build } from 'vite';
import { filesToKeep, type PrecachedFile, WORKER } from './precache';

const SOURCE = fileURLToPath(new URL('../src/offline/worker.ts', import.meta.url));

/** A worker that takes itself away, with what was kept: what a site serves at that address that no longer works offline. */
const FAREWELL = `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  await self.registration.unregister();
  const kept = (await caches.keys()).filter((name) => name.includes(self.registration.scope));
  await Promise.all(kept.map((name) => caches.delete(name)));
  for (const client of await self.clients.matchAll({ type: 'window' })) client.navigate(client.url);
})()));
`;

/** Writes the service worker, with the list of the built site's files in it, once these are final. */
export function offlineWorker(): AstroIntegration {
  return {
    name: 'offline-worker',
    hooks: {
      // `npm start` may have served the finished site at the address that the development server now has.
      'astro:server:setup': ({ server }) => {
        server.middlewares.use((request, response, next) => {
          if (request.url?.split('?')[0] !== `/${WORKER}`) return next();
          response.setHeader('Content-Type', 'text/javascript');
          response.setHeader('Cache-Control', 'no-cache');
          response.end(FAREWELL);
        });
      },
      'astro:build:done': async ({ dir, logger }) => {
        const files = await writeWorker(fileURLToPath(dir));
        const bytes = files.reduce((sum, { size }) => sum + size, 0);
        logger.info(`${files.length} files to keep, ${(bytes / 1e6).toFixed(1)} MB`);
      },
    },
  };
}

/**
 * @param root the built site
 * @returns the list that the worker bears: its first line, so that a change of any file is one of the worker
 */
export async function writeWorker(root: string): Promise<PrecachedFile[]> {
  const files = filesToKeep(root);
  const list = files.map(({ url, hash }) => [url, hash]);
  writeFileSync(join(root, WORKER), `self.filesToKeep=${JSON.stringify(list)};\n${await workerCode()}`);
  return files;
}

/** One classic script: not every browser that runs the course starts a service worker from a module. */
async function workerCode(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rollupOptions: { input: SOURCE, output: { codeSplitting: false, format: 'iife' } },
    },
  });
  const [chunk] = (built as unknown as { output: [{ code: string }] }).output;
  return chunk.code;
}
