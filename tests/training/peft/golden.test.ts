import { beforeAll, describe, expect, it } from 'vitest';
import { defaultDevice, init } from '../../../src/training/engine';
import type { MethodId } from '../../../src/training/methods/method';
import { readTrained } from '../../../src/training/peft/read';
import { adapterFiles } from '../../../src/training/peft/write';
import { CASES, changedWeights } from '../../../tools/peft-parity/cases';
import { siteLogits } from '../../../tools/peft-parity/logits';
import { FIXTURES, filesOf, GOLDEN, goldenLogits, tinyModel } from './support';

/** Whether the engine computes with an imported adapter what a decoder in PyTorch computes from the same files. */
const BOUND = 1e-4;
const model = tinyModel();
const logits = goldenLogits();

beforeAll(async () => {
  await init('wasm');
  defaultDevice('wasm');
});

function difference(computed: Float32Array, name: string): number {
  const golden = logits.get(name) as Float32Array;
  expect(computed.length).toBe(golden.length);
  return golden.reduce((most, value, at) => Math.max(most, Math.abs(value - (computed[at] as number))), 0);
}

describe('an imported adapter', () => {
  const names = Object.entries(GOLDEN.methods).filter(([, method]) => method !== 'full');

  it('of every case is among the golden ones', () => {
    expect(Object.keys(GOLDEN.methods).sort()).toEqual(Object.keys(CASES).sort());
    expect([...logits.keys()].sort()).toEqual(Object.keys(CASES).sort());
    expect(GOLDEN.tokens).toEqual([model.tokenizer.bos, ...model.tokenizer.encode(GOLDEN.text)]);
  });

  it.each(names)('%s computes the golden logits', async (name, method) => {
    const { options, values, ...read } = readTrained(filesOf(`${FIXTURES}/${name}`), model.config);
    // The files say nothing of the base; that it went through 4 bits is known from the site's own note.
    const expected: MethodId = method === 'qlora' ? 'lora' : method;
    expect(read.method).toBe(expected);
    expect(difference(await siteLogits(model, method, options, values, GOLDEN.tokens), name)).toBeLessThan(
      BOUND,
    );
    if (method !== 'qlora') return;
    // On the base as it is the same adapter computes something else.
    expect(difference(await siteLogits(model, 'lora', options, values, GOLDEN.tokens), name)).toBeGreaterThan(
      0.01,
    );
  });

  it.each(names)('%s is written again to the byte', (name, method) => {
    const folder = filesOf(`${FIXTURES}/${name}`);
    const { options, values } = readTrained(folder, model.config);
    if (method === 'full') throw new Error('no adapter');
    expect(adapterFiles({ method, config: model.config, options, values })).toEqual(folder);
  });

  it('the whole model computes the golden logits', async () => {
    const values = changedWeights(model.weights);
    const options = { ...readTrained(filesOf(`${FIXTURES}/ia3`), model.config).options };
    expect(difference(await siteLogits(model, 'full', options, values, GOLDEN.tokens), 'full')).toBeLessThan(
      BOUND,
    );
  });
});

/** What `tools/peft-parity/parity.py` had PEFT itself save, from the site's exports. */
const WRITTEN = 'tests/fixtures/peft-written';

describe('an adapter that PEFT has saved', () => {
  const names = Object.entries(GOLDEN.methods).filter(
    ([, method]) => method !== 'full' && method !== 'adapter',
  );

  it.each(names)('%s is the one that the site exported', (name) => {
    const ours = readTrained(filesOf(`${FIXTURES}/${name}`), model.config);
    expect(readTrained(filesOf(`${WRITTEN}/${name}`), model.config)).toEqual(ours);
  });
});
