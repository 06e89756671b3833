import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { getBackend, init } from '../../src/training/engine';

it('runs on the patched engine', async () => {
  await init('wasm');
  expect(getBackend('wasm').malloc).toBeTypeOf('function');
  const file = new URL('../../node_modules/@jax-js/jax/dist/index.js', import.meta.url);
  const text = readFileSync(file, 'utf8');
  const bodyOf = (name: string) => {
    const rest = text.slice(text.indexOf(`function ${name}(`));
    return rest.slice(0, rest.indexOf('\n}'));
  };
  expect(bodyOf('transposeDot')).not.toContain('broadcast(');
  expect(bodyOf('partialEvalFlat')).toContain('traceStack.pop()');
});
