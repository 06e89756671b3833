import { expect, test } from 'vitest';
import type { FromWorker, SandboxWorker } from '../../../src/sandbox/client';
import { type ToTracer, traceInWorker } from '../../../src/training/own/client';
import type { TracedEverywhere } from '../../../src/training/own/everywhere';

const request = {} as ToTracer;
const traced = { traces: new Map() };

/** A worker that says these things, then nothing. */
function worker(...messages: FromWorker<TracedEverywhere>[]) {
  const log: unknown[] = [];
  const fake: SandboxWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (message: unknown) => {
      log.push(message);
      for (const data of messages) fake.onmessage?.call(fake as Worker, { data } as MessageEvent);
    },
    terminate: () => log.push('ended'),
  };
  return { fake, log };
}

test('gives what was traced and ends the worker', async () => {
  const { fake, log } = worker({ begun: true }, { answer: traced });
  expect(await traceInWorker(request, () => fake)).toBe(traced);
  expect(log).toEqual([request, 'ended']);
});

test('ends a worker that hangs', async () => {
  const { fake, log } = worker({ begun: true });
  expect(await traceInWorker(request, () => fake, 20)).toMatchObject({
    problem: { kind: 'time', milliseconds: 20 },
  });
  expect(log).toEqual([request, 'ended']);
});

test('reports a worker that fails', async () => {
  const { fake, log } = worker({ failed: 'no QuickJS' });
  await expect(traceInWorker(request, () => fake)).rejects.toThrow('no QuickJS');
  expect(log).toEqual([request, 'ended']);
});
