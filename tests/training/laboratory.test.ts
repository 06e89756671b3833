import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LabEvent, RunSetup } from '../../src/training/laboratory/api';
import { itemsAfter } from '../../src/training/laboratory/data';
import { WorkingLaboratory } from '../../src/training/laboratory/laboratory';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import { README_FOLDERS, type ReadmeWords } from '../../src/training/peft/readme';

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
      ['full', 64],
      ['lora', 64],
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

  it('begins no other run before questions about this one are answered', async () => {
    await laboratory.prepare({ ...SETUP, methods: ['lora'] });
    expect(await laboratory.stepOnce()).toBe('paused');
    const done: string[] = [];
    const asked = [
      laboratory.sample('lora', 'Anna', 8).then(() => done.push('sample')),
      laboratory.merge('lora').then(() => done.push('merge')),
      laboratory.prepare({ ...SETUP, methods: ['full'] }).then(() => done.push('prepare')),
      // Asked while the next run waits already.
      laboratory.sample('lora', 'Anna', 16).then(() => done.push('late')),
    ];
    await Promise.all(asked);
    expect(done).toHaveLength(4);
    expect(done.at(-1)).toBe('prepare');
    await expect(laboratory.sample('lora', 'Anna', 8)).rejects.toMatchObject({ kind: 'internal' });
  });

  it('stops in a single step, and is done after the last', async () => {
    await laboratory.prepare({ ...SETUP, methods: ['lora'], steps: 2 });
    const stepping = laboratory.stepOnce();
    await laboratory.stop();
    expect(await stepping).toBe('stopped');
    expect(await laboratory.stepOnce()).toBe('done');
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

    // Nor does it begin anew where the run goes on.
    const snapshot = await laboratory.snapshot();
    events.length = 0;
    await laboratory.prepare({ ...SETUP, steps: 6, learningRates: { full: 1e30 } }, snapshot);
    expect(await laboratory.train()).toBe('done');
    expect(of('point').map(({ method, step }) => `${method} ${step}`)).toEqual(['lora 5', 'lora 6']);
    expect(of('fault')).toEqual([]);
  });

  it('takes its change out of the merged weights again but for rounding', async () => {
    const learningRates = { lora: 0.01, ia3: 0.1 };
    await laboratory.prepare({ ...SETUP, methods: ['lora', 'ia3'], learningRates });
    await laboratory.train();
    for (const method of ['lora', 'ia3'] as const) {
      const { residue } = await laboratory.merge(method);
      expect(residue, method).toBeGreaterThan(0);
      expect(residue, method).toBeLessThan(1e-6);
    }
  });

  it('lets an answer be as long as the right one, and reads a prompt whole', async () => {
    const long = 'photosynthesis uses light, water and air to make sugar';
    const ownPairs = Array.from({ length: 8 }, (_, at) => `Tell me number ${at} -> ${long}`).join('\n');
    await laboratory.prepare({ ...SETUP, task: 'own', ownPairs, methods: ['lora'] });
    const [example] = await laboratory.examples(1);
    expect(example?.answer).toBe(long);
    expect(example?.tokens).toBeGreaterThan(24);
    // Of a prompt that leaves ten positions, ten tokens are told at most.
    const prompt = 'a '.repeat(300);
    const { tokens } = await laboratory.sample('base', prompt, 24);
    expect(tokens).toBeLessThanOrEqual(24);
  });
});

const WORDS: ReadmeWords = {
  ...{ title: 'T', about: 'A', load: 'L', install: 'I', folders: 'F', fourBit: '4', back: 'B' },
  folder: Object.fromEntries(README_FOLDERS.map((name) => [name, name])) as ReadmeWords['folder'],
};

describe('an adapter', { timeout: SLOW }, () => {
  it.each(['qlora', 'full'] as const)(
    '%s goes out as a zip, comes back and is what it was',
    async (method) => {
      events.length = 0;
      await laboratory.prepare({ ...SETUP, methods: [method], learningRates: { [method]: 0.01 } });
      await laboratory.train();
      const trained = of('evaluation').at(-1);
      const prompt = (await laboratory.examples(1))[0]?.prompt ?? '';
      const said = await laboratory.sample(method, prompt, 8);
      const looked = await laboratory.inspect(method, 0, 'q_proj');
      const zip = await laboratory.exportAdapter(method, WORDS);

      const other = { ...SETUP, task: 'arithmetic', methods: ['ia3'] } as const;
      const { setup, snapshot } = await laboratory.readAdapter({ 'mine.zip': zip }, other);
      expect(setup).toMatchObject({ task: 'questions', methods: [method], steps: 4 });
      await laboratory.prepare(setup, snapshot);
      events.length = 0;
      await laboratory.judge();
      expect(of('finished')).toEqual([{ type: 'finished', method, step: 4 }]);
      expect(of('point')).toEqual([]);
      const { forgetting, ...judged } = of('evaluation')[0] as Extract<LabEvent, { type: 'evaluation' }>;
      expect(judged).toEqual({
        type: 'evaluation',
        method,
        step: 4,
        accuracy: trained?.accuracy,
        items: 64,
      });
      expect(forgetting).toBeCloseTo(trained?.forgetting as number, 5);
      expect(await laboratory.sample(method, prompt, 8)).toEqual(said);
      expect(await laboratory.inspect(method, 0, 'q_proj')).toEqual(looked);
      expect(await laboratory.train()).toBe('done');
    },
  );

  it('of PEFT’s is judged on the page’s own task', async () => {
    const file = (name: string) => readFileSync(`tests/fixtures/peft/rslora/${name}`);
    const files = Object.fromEntries(
      ['adapter_config.json', 'adapter_model.safetensors'].map((name) => [name, Uint8Array.from(file(name))]),
    );
    const { setup, snapshot } = await laboratory.readAdapter(files, SETUP);
    expect(setup).toMatchObject({ task: 'questions', methods: ['lora'], steps: 1, options: { rank: 4 } });
    await laboratory.prepare(setup, snapshot);
    events.length = 0;
    await laboratory.judge();
    expect(of('evaluation')).toMatchObject([{ method: 'lora', step: 1, items: 512 }]);
    // It was never trained for anything: all of its numbers are noise.
    expect(of('evaluation')[0]?.forgetting).toBeGreaterThan(0.1);
  });

  it('that is none is refused with a word, and changes nothing', async () => {
    await laboratory.prepare(SETUP);
    const refused = laboratory.readAdapter({ 'x.zip': new Uint8Array(9) }, SETUP);
    await expect(refused).rejects.toEqual({
      ...{ kind: 'adapter', detail: 'zip', values: { subject: 'it is none', value: '' } },
    });
    expect((await laboratory.snapshot()).setup).toEqual(SETUP);
  });
});

describe('the items at a run’s end', () => {
  it.each([
    [1, 64],
    [8, 64],
    [12, 96],
    [64, 512],
    [400, 512],
  ])('after %i steps: %i', (steps, items) => {
    expect(itemsAfter(steps)).toBe(items);
  });
});
