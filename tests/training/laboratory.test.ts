import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LabEvent, RunSetup } from '../../src/training/laboratory/api';
import { WorkingLaboratory } from '../../src/training/laboratory/laboratory';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';

/** The worker's half, without a worker: on WebAssembly, with the model that is shipped. */
const SLOW = 120_000;
const events: LabEvent[] = [];
const laboratory = new WorkingLaboratory((event) => events.push(event));
const of = <Type extends LabEvent['type']>(type: Type) =>
  events.filter((event): event is Extract<LabEvent, { type: Type }> => event.type === type);

const SETUP: RunSetup = {
  ...{ task: 'questions', methods: ['full', 'lora'], options: DEFAULT_OPTIONS, learningRates: {} },
  ...{ batch: 2, steps: 4, seed: 1, lossOn: 'answer' },
};

beforeAll(async () => {
  vi.stubGlobal('fetch', async (url: URL) => {
    const file = readFileSync(`public/models/tiny/${url.pathname.split('/').at(-1)}`);
    return new Response(file);
  });
  const report = await laboratory.open('http://site.test/models/tiny/', 'wasm');
  expect(report.backend).toBe('wasm');
}, SLOW);
afterAll(() => {
  vi.unstubAllGlobals();
});

describe('a run', { timeout: SLOW }, () => {
  it('trains all methods in turn, and judges them at its end', async () => {
    events.length = 0;
    await laboratory.prepare(SETUP);
    expect(await laboratory.train()).toBe('done');
    expect(of('point').map(({ method, step }) => `${method} ${step}`)).toEqual(
      [1, 2, 3, 4].flatMap((step) => [`full ${step}`, `lora ${step}`]),
    );
    const last = of('evaluation').filter(({ step }) => step === 4);
    expect(last.map(({ method, items }) => [method, items])).toEqual([
      ['full', 512],
      ['lora', 512],
    ]);
    const base = of('baseline')[0];
    expect(base?.majority).toBeLessThan(0.1);
    expect(base?.accuracy).toBeLessThan(0.1);
    for (const { held, predicted } of of('size')) expect(held.weights).toBe(predicted.weights);
  });

  it('goes on from a snapshot as if nothing had been', async () => {
    const short = { ...SETUP, methods: ['lora'] as const };
    events.length = 0;
    await laboratory.prepare(short);
    await laboratory.stepOnce();
    await laboratory.stepOnce();
    const half = await laboratory.snapshot();
    await laboratory.train();
    const whole = of('point').map(({ loss }) => loss);
    events.length = 0;
    await laboratory.prepare(short, half);
    await laboratory.train();
    expect(of('point').map(({ step }) => step)).toEqual([3, 4]);
    expect(of('point').map(({ loss }) => loss)).toEqual(whole.slice(2));
  });

  it('ends a method whose loss is no number with a fault, and goes on with the others', async () => {
    events.length = 0;
    await laboratory.prepare({ ...SETUP, learningRates: { full: 1e30 } });
    expect(await laboratory.train()).toBe('done');
    const [fault] = of('fault');
    expect(fault).toMatchObject({ method: 'full', fault: { kind: 'diverged' } });
    const stepsOf = (method: string) => of('point').filter((each) => each.method === method).length;
    expect(stepsOf('lora')).toBe(4);
    expect(stepsOf('full')).toBeLessThan(4);
  });
});
