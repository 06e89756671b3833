import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunSetup } from '../../../src/training/laboratory/api';
import { DEFAULT_OPTIONS } from '../../../src/training/methods/defaults';
import { readRunSetup } from '../../../src/training/runs/setup';

const SETUP: RunSetup = {
  task: 'questions',
  methods: ['lora', 'own'],
  ownSource: 'return x;',
  options: DEFAULT_OPTIONS,
  learningRates: { lora: 0.001 },
  batch: 8,
  steps: 300,
  seed: 1,
  lossOn: 'answer',
};

describe('the set-up of a stored run', () => {
  it('is read as it was written', () => {
    expect(readRunSetup(JSON.parse(JSON.stringify(SETUP)))).toEqual(SETUP);
  });

  it.each<[string, unknown]>([
    ['task', 'dancing'],
    ['ownPairs', 3],
    ['methods', []],
    ['methods', ['lora', 'lora']],
    ['methods', ['lora', 'magic']],
    ['methods', 'lora'],
    ['methods', new Array(2)],
    ['ownSource', null],
    ['options', null],
    ...Object.keys(DEFAULT_OPTIONS).map((option): [string, unknown] => [
      'options',
      { ...DEFAULT_OPTIONS, [option]: undefined },
    ]),
    ['options', { ...DEFAULT_OPTIONS, rank: 0 }],
    ['options', { ...DEFAULT_OPTIONS, targets: ['z_proj'] }],
    ['learningRates', undefined],
    ['learningRates', { magic: 1 }],
    ['learningRates', { lora: Number.NaN }],
    ['batch', 1.5],
    ['steps', 0],
    ['seed', '1'],
    ['lossOn', 'none'],
  ])('is none with %s %j', (field, value) => {
    expect(readRunSetup({ ...SETUP, [field]: value })).toBeUndefined();
  });

  it('never makes its reader throw', () => {
    fc.assert(fc.property(fc.anything(), (raw) => void readRunSetup(raw)));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(SETUP)), fc.anything(), (field, value) => {
        readRunSetup({ ...SETUP, [field]: value });
      }),
    );
  });
});
