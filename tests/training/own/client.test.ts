import { expect, test } from 'vitest';
import { type ToTracer, traceInWorker } from '../../../src/training/own/client';
import type { TracedEverywhere } from '../../../src/training/own/everywhere';
import { fakeWorker } from '../../sandbox/fakeWorker';

const request = {} as ToTracer;
const traced = { traces: new Map() };

test('gives what was traced and ends the worker', async () => {
  const { fake, log } = fakeWorker<TracedEverywhere>({ begun: true }, { answer: traced });
  expect(await traceInWorker(request, () => fake)).toBe(traced);
  expect(log).toEqual([request, 'ended']);
});

test('ends a worker that hangs', async () => {
  const { fake, log } = fakeWorker<TracedEverywhere>({ begun: true });
  expect(await traceInWorker(request, () => fake, 20)).toMatchObject({
    problem: { kind: 'time', milliseconds: 20 },
  });
  expect(log).toEqual([request, 'ended']);
});

test('reports a worker that fails', async () => {
  const { fake, log } = fakeWorker<TracedEverywhere>({ failed: 'no QuickJS' });
  await expect(traceInWorker(request, () => fake)).rejects.toThrow('no QuickJS');
  expect(log).toEqual([request, 'ended']);
});
