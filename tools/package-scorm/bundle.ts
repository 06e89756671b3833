import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { OWN } from './page';

const SOURCE = new URL('../../src/exercises/scorm/', import.meta.url);

/** The packages' own files: a script for pages, one for the course's frame, each with all it imports, and a style sheet. */
export async function ownFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const encoder = new TextEncoder();
  const scripts = await Promise.all(
    ['page', 'course'].map(async (name): Promise<[string, Uint8Array]> => {
      const built = await build({
        configFile: false,
        logLevel: 'error',
        build: {
          write: false,
          target: 'es2023',
          modulePreload: false,
          rollupOptions: {
            input: fileURLToPath(new URL(`${name}.ts`, SOURCE)),
            output: { codeSplitting: false },
          },
        },
      });
      const [chunk] = (built as unknown as { output: [{ code: string }] }).output;
      return [`${OWN}/${name}.js`, encoder.encode(chunk.code)];
    }),
  );
  return new Map([...scripts, [`${OWN}/package.css`, readFileSync(new URL('package.css', SOURCE))]]);
}
