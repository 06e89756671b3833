import { beforeAll, expect, it } from 'vitest';
import { defaultDevice, dispose, init, np, toValues } from '../../src/training/engine';

beforeAll(async () => {
  await init('wasm');
  defaultDevice('wasm');
});

it('values are those of the moment they were asked for, though the tensors are gone before they are read', async () => {
  const tensors = Object.fromEntries(
    ['a', 'b', 'c'].map((name, at) => [name, np.array([at, at + 0.5], { shape: [1, 2] })]),
  );
  const asked = toValues(tensors);
  dispose(tensors);
  expect(await asked).toEqual({
    a: { shape: [1, 2], data: Float32Array.of(0, 0.5) },
    b: { shape: [1, 2], data: Float32Array.of(1, 1.5) },
    c: { shape: [1, 2], data: Float32Array.of(2, 2.5) },
  });
});
