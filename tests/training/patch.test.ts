import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { getBackend, init } from '../../src/training/engine';

it('runs on the patched engine', async () => {
  await init('wasm');
  expect(getBackend('wasm').malloc).toBeTypeOf('function');
  const file = new URL('../../node_modules/@jax-js/jax/dist/index.js', import.meta.url);
  const text = readFileSync(file, 'utf8');
  const body = text.slice(text.indexOf('function transposeDot'));
  expect(body.slice(0, body.indexOf('\n}'))).not.toContain('broadcast(');
});
