import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { interfaceOf } from '../../src/i18n/messages';
import type { BackendReport, Fault, LabEvent, RunSetup } from '../../src/training/laboratory/api';
import { faultOf } from '../../src/training/laboratory/fault';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';
import { PEFT_FAULTS } from '../../src/training/peft/error';
import { pointsCsv } from '../../src/widgets/laboratory/csv';
import { formatScientific } from '../../src/widgets/shared/lab/amounts';
import {
  describeMachine,
  describePhase,
  describeProgress,
  describeResult,
  quantitiesOf,
  shareDone,
  spaced,
} from '../../src/widgets/shared/lab/describe';
import { DATA_PROBLEMS, describeFault, SOURCE_PROBLEMS } from '../../src/widgets/shared/lab/faults';
import { IDLE, type Phase, type RunAction, type RunState, reduce } from '../../src/widgets/shared/lab/run';

const SETUP: RunSetup = {
  task: 'questions',
  methods: ['full', 'lora'],
  options: DEFAULT_OPTIONS,
  learningRates: {},
  batch: 16,
  steps: 100,
  seed: 1,
  lossOn: 'answer',
};
const HELD = { weights: 4e6, gradients: 1e5, optimizer: 2e5, activations: 6e7 };
const events: readonly (LabEvent | RunAction)[] = [
  { type: 'begin', setup: SETUP },
  { type: 'baseline', accuracy: 0.02, items: 128, pretrainingLoss: 1.2, majority: 0.05 },
  { type: 'train', now: 0 },
  ...(['full', 'lora'] as const).flatMap((method): LabEvent[] => [
    {
      type: 'size',
      method,
      trainable: method === 'full' ? 950_000 : 32_768,
      parameters: 950_000,
      held: HELD,
      predicted: HELD,
    },
    { type: 'point', method, step: 100, loss: 0.25, seconds: 0.5 },
    {
      type: 'evaluation',
      method,
      step: 100,
      accuracy: method === 'full' ? 0.96 : 0.93,
      items: 512,
      forgetting: method === 'full' ? 0.8 : -0.1,
    },
    { type: 'finished', method, step: 100 },
  ]),
  { type: 'ended', how: 'done', now: 100 },
];
const run: RunState = events.reduce(reduce, IDLE);

describe.each(LANGUAGES)('in %s', (language) => {
  const words = { language, translate: interfaceOf(language) };
  const han = /\p{Script=Han}/u;

  it('says every fault in a sentence of its own, whatever numbers it leaves out', () => {
    const faults: Fault[] = [
      ...(
        [
          'diverged',
          'zeros',
          'lost',
          'memory',
          'weights',
          'network',
          'refused',
          'internal',
          'data',
          'source',
          'adapter',
        ] as const
      ).map((kind) => ({ kind })),
      ...DATA_PROBLEMS.map((detail): Fault => ({ kind: 'data', detail, line: 3 })),
      ...SOURCE_PROBLEMS.map((detail): Fault => ({ kind: 'source', detail, line: 3 })),
      ...PEFT_FAULTS.map((detail): Fault => ({ kind: 'adapter', detail })),
      { kind: 'source', detail: 'brandNew' },
      { kind: 'lost', detail: 'worker' },
    ];
    const sentences = faults.map((fault) => describeFault(fault, words.translate));
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) {
      expect(sentence.length).toBeGreaterThan(8);
      expect(sentence).not.toMatch(/\{|undefined/);
      if (language === 'zh') expect(sentence).toMatch(han);
    }
    expect(describeFault({ kind: 'data', detail: 'noArrow', line: 3 }, words.translate)).toContain('3');
  });

  it('says for every reason which machine computes', () => {
    const reasons: BackendReport['reason'][] = [
      'chosen',
      'available',
      'insecure',
      'noWebGPU',
      'noAdapter',
      'deviceFailed',
    ];
    const sentences = reasons.map((reason) =>
      describeMachine({ backend: 'wasm', reason, device: '', threads: 1 }, words),
    );
    expect(new Set(sentences).size).toBe(reasons.length);
    const gpu = describeMachine(
      { backend: 'webgpu', reason: 'available', device: 'ACME 9', threads: 0 },
      words,
    );
    expect(gpu).toContain('ACME 9');
    // One thread is a cost that is told; on the graphics card there are none to tell of.
    expect(sentences[0]).toContain(words.translate('lab.oneThread'));
    expect(gpu).not.toContain(words.translate('lab.oneThread'));
  });

  it('has a sentence for every phase, and progress that can be read', () => {
    for (const phase of ['idle', 'loading', 'training', 'paused', 'done', 'error'] satisfies Phase[]) {
      expect(describePhase({ ...run, phase }, words).length).toBeGreaterThan(3);
    }
    for (const phase of ['model', 'compile', 'evaluate', 'memory'] as const) {
      const loading: RunState = {
        ...run,
        phase: 'loading',
        progress: { type: 'progress', phase, method: 'lora', done: 5e5, total: 2e6 },
      };
      expect(describeProgress(loading, words, 9)).not.toMatch(/\{|undefined/);
      expect(shareDone(loading)).toBe(0.25);
    }
    expect(describeProgress(run, words, 9)).toContain('200');
    expect(shareDone(run)).toBe(1);
  });

  it('sums a run up from its measured numbers, the best method first', () => {
    const sentence = describeResult(run, words);
    for (const number of ['96%', '93%', '3.4%', '5.0%', '+0.80', '−0.10']) expect(sentence).toContain(number);
    expect(sentence.indexOf('96%')).toBeLessThan(sentence.indexOf('93%'));
    expect(describeResult(IDLE, words)).toBe('');
    // Of a run that was stopped later than it was last measured, the step of the measurement is told.
    const stopped = { ...run, methods: run.methods.map((each) => ({ ...each, step: 119 })) };
    expect(describeResult(stopped, words)).toBe(sentence);
    expect(
      describeResult(
        { ...run, phase: 'training', methods: run.methods.map((each) => ({ ...each, finished: false })) },
        words,
      ),
    ).toBe('');
  });
});

it('gives a row its quantities in base units, and none that was not measured', () => {
  const words = { language: 'en', translate: interfaceOf('en') } as const;
  const [full] = run.methods;
  if (!full) throw new Error('no row');
  expect(Object.fromEntries(quantitiesOf(full, words).map(({ name, value }) => [name, value]))).toEqual({
    step: 100,
    loss: 0.25,
    accuracy: 0.96,
    forgetting: 0.8,
    trainable: 950_000,
    memory: 64_300_000,
    'steps-per-second': 2,
  });
  const begun = reduce(IDLE, { type: 'begin', setup: SETUP });
  expect(begun.methods[0] && quantitiesOf(begun.methods[0], words).map(({ name }) => name)).toEqual(['step']);
});

it('exports every point with the evaluation of its step', () => {
  const lines = pointsCsv(run, 'https://example.test/?v=1&methods=full,lora').split('\r\n');
  expect(lines[0]).toBe('method,step,loss,seconds,accuracy,items,forgetting');
  expect(lines).toContain('base,0,,,0.02,128,0');
  expect(lines).toContain('lora,100,0.25,0.5,0.93,512,-0.1');
  expect(lines.at(-1)).toBe('link,"https://example.test/?v=1&methods=full,lora"');
});

it('takes what is no fault for a mistake of ours', () => {
  expect(faultOf(new Error('boom'))).toEqual({ kind: 'internal', detail: 'boom' });
  expect(faultOf({ kind: 'memory' })).toEqual({ kind: 'memory' });
  expect(faultOf({ kind: 'sudo' }).kind).toBe('internal');
});

it('writes tiny numbers in powers of ten', () => {
  expect(formatScientific(3.14e-7, 'en')).toBe('3.1 × 10⁻⁷');
  expect(formatScientific(0, 'en')).toBe('0');
  expect(formatScientific(14.25, 'en')).toBe('14.25');
});

it('sets Latin names apart from Chinese characters', () => {
  expect(spaced('正在测试LoRA的(IA)³微调，QLoRA。')).toBe('正在测试 LoRA 的 (IA)³ 微调，QLoRA。');
});
