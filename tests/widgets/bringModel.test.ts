import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { interfaceOf } from '../../src/i18n/messages';
import type {
  Answer,
  BroughtFault,
  BroughtModel,
  BroughtNeed,
  BroughtProgress,
  BroughtSetup,
  CheckpointDescription,
} from '../../src/training/brought/api';
import { PAIR_PROBLEMS } from '../../src/training/brought/pairs';
import { initialState } from '../../src/widgets/base/state';
import { safeName } from '../../src/widgets/bring-model/adapterView';
import { checkpointFiles } from '../../src/widgets/bring-model/checkpointFiles';
import { BringSession, type BringState, EMPTY } from '../../src/widgets/bring-model/session';
import { BRING_SCHEMA, sameSetup } from '../../src/widgets/bring-model/state';
import {
  describeCheckpoint,
  describeNeed,
  describePairProblem,
  describeQuestion,
  describeStanding,
  describeTrouble,
  describeWork,
  formatSize,
} from '../../src/widgets/bring-model/words';

const SETUP = initialState<BroughtSetup>(BRING_SCHEMA);
const DESCRIPTION: CheckpointDescription = {
  ...{ name: 'SmolLM2-135M', family: 'llama', parameters: 134_515_008, layers: 30, width: 576, heads: 9 },
  ...{ keyValueHeads: 3, vocabulary: 49_152, tied: true, dtypes: ['BF16'], bytes: 269_060_552 },
  ...{ largestTensor: 56_623_104, hasChatTemplate: false },
};
const NEED: BroughtNeed = {
  ...{ weights: 5e8, gradients: 1e7, optimizer: 2e7, activations: 3e8, total: 8.3e8, backend: 'wasm' },
  ...{ largestBuffer: 1.1e8, bufferLimit: null, refusal: null },
};
const FILES = [new File(['{}'], 'config.json')];

const good = <T>(value: T): Answer<T> => ({ ok: true, value });
const bad = (kind: BroughtFault, subject = 'x'): Answer<never> => ({ ok: false, trouble: { kind, subject } });

/** A model that says what it is told to say, and what it was asked. */
function fake(says: Partial<BroughtModel> = {}) {
  const log: string[] = [];
  const told = <T>(name: string, value: T): Answer<T> => {
    log.push(name);
    return good(value);
  };
  const model = (): BroughtModel => ({
    open: async (files) => told(`open ${files.length}`, DESCRIPTION),
    need: async (setup) => told(`need ${setup.rank}`, NEED),
    load: async (setup) => told(`load ${setup.rank}`, null),
    train: async (pairs) => told(`train ${pairs.length}`, { steps: 2 }),
    stop: async () => void told('stop', null),
    generate: async (prompt, { adapted }) => told(`generate ${adapted}`, `${prompt}!`),
    adapter: async () => told('adapter', new Uint8Array(3)),
    close: async () => void told('close', null),
    ...says,
  });
  const states: BringState[] = [];
  const session = new BringSession({
    start: async () => model(),
    show: (state) => states.push(state),
    now: () => 10,
  });
  return { session, log, states };
}

async function loaded(says: Partial<BroughtModel> = {}) {
  const made = fake(says);
  await made.session.open(FILES);
  await made.session.load(SETUP);
  return made;
}
const PAIRS = [{ prompt: 'a', answer: 'b' }];

describe('a brought model', () => {
  it('goes from its files to its adapter', async () => {
    const train: BroughtModel['train'] = async (_, onProgress) => {
      onProgress({ phase: 'compile', done: 0, total: 0 });
      onProgress({ phase: 'train', done: 1, total: 2, loss: 3, seconds: 0.5 });
      onProgress({ phase: 'train', done: 2, total: 2, loss: 2, seconds: 0.5 });
      return good({ steps: 2 });
    };
    const { session, log, states } = fake({ train });
    await session.open(FILES);
    await session.need(SETUP);
    await session.load(SETUP);
    expect(await session.generate('a', 8, false)).toBe('a!');
    await session.train(PAIRS);
    await session.train(PAIRS);
    expect(await session.adapter()).toHaveLength(3);
    expect(log).toEqual(['open 1', 'need 8', 'load 8', 'generate false', 'adapter']);
    expect([...new Set(states.map(({ phase }) => phase))]).toEqual([
      ...['opening', 'described', 'loading', 'ready', 'answering', 'training', 'packing'],
    ]);
    // Training goes on from the adapter as it stands, and so do its steps.
    expect(session.state.points.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 3],
      [2, 2],
      [3, 3],
      [4, 2],
    ]);
    expect(session.state).toMatchObject({ phase: 'ready', loaded: SETUP, progress: null, trouble: null });
  });

  it('does one thing at a time, and nothing before it is ready', async () => {
    const { session, log } = fake();
    expect(await session.generate('a', 8, false)).toBe(null);
    await session.train(PAIRS);
    await session.load(SETUP);
    await session.need(SETUP);
    expect(log).toEqual([]);
    await session.open(FILES);
    const both = [session.load(SETUP), session.load(SETUP)];
    await Promise.all(both);
    expect(log).toEqual(['open 1', 'load 8']);
  });

  it('predicts for the last of many set-ups', async () => {
    const { session, log } = fake();
    await session.open(FILES);
    await Promise.all([1, 2, 3, 4].map((rank) => session.need({ ...SETUP, rank })));
    expect(log).toEqual(['open 1', 'need 1', 'need 4']);
    expect(session.state.need?.setup.rank).toBe(4);
    await session.need({ ...SETUP, rank: 5 });
    expect(log.at(-1)).toBe('need 5');
  });

  it('loads again in a fresh worker, without what was learned', async () => {
    const { session, log } = await loaded();
    await session.load({ ...SETUP, rank: 32 });
    expect(log).toEqual(['open 1', 'load 8', 'close', 'open 1', 'load 32']);
    expect(session.state).toMatchObject({ phase: 'ready', points: [], loaded: { rank: 32 } });
  });

  it('can be put away while it loads; what it still says is not heard', async () => {
    let say: (progress: BroughtProgress) => void = () => {};
    const load: BroughtModel['load'] = (_, onProgress) => {
      say = onProgress;
      return new Promise(() => {});
    };
    const { session, log } = fake({ load });
    await session.open(FILES);
    const loading = session.load(SETUP);
    await expect.poll(() => session.state.phase).toBe('loading');
    say({ phase: 'read', done: 1, total: 2 });
    expect(session.state.progress).toMatchObject({ done: 1 });
    await session.cancel();
    // The worker is gone and answers no more: nobody waits for it.
    await loading;
    say({ phase: 'read', done: 2, total: 2 });
    expect(session.state).toMatchObject({ phase: 'described', progress: null, loaded: null });
    expect(log).toEqual(['open 1', 'close']);
    await session.need(SETUP);
    expect(log).toEqual(['open 1', 'close', 'open 1', 'need 8']);
  });

  it('opens one model where other files are chosen while its code still comes', async () => {
    const log: string[] = [];
    let come = (): void => {};
    const coming = new Promise<void>((resolve) => {
      come = resolve;
    });
    const session = new BringSession({
      start: async () => {
        await coming;
        const model = {
          open: async (files: readonly File[]) => {
            log.push(`open ${files.length}`);
            return good(DESCRIPTION);
          },
          close: async () => void log.push('close'),
        };
        return model as unknown as BroughtModel;
      },
      show: () => {},
      now: () => 0,
    });
    const both = [session.open(FILES), session.open([...FILES, ...FILES])];
    come();
    await Promise.all(both);
    await expect.poll(() => log).toEqual(['close', 'open 2']);
    expect(session.state.phase).toBe('described');
  });

  it('leaves no question open when other files are chosen', async () => {
    const { session } = await loaded({ generate: () => new Promise(() => {}) });
    const answer = session.generate('a', 8, true);
    session.close();
    expect(await answer).toBe(null);
    expect(session.state).toEqual(EMPTY);
  });

  it('stops once', async () => {
    let end: (answer: Answer<{ steps: number }>) => void = () => {};
    const { session, log } = await loaded({ train: () => new Promise((resolve) => (end = resolve)) });
    const training = session.train(PAIRS);
    await session.stop();
    await session.stop();
    expect(session.state.stopping).toBe(true);
    end(good({ steps: 1 }));
    await training;
    await session.stop();
    expect(log.filter((line) => line === 'stop')).toHaveLength(1);
    expect(session.state).toMatchObject({ phase: 'ready', stopping: false });
  });
});

describe('what goes wrong is told where it belongs', () => {
  it('files', async () => {
    const { session, log } = fake({ open: async () => bad('architecture', 'GPT2LMHeadModel') });
    await session.open(FILES);
    expect(session.state).toMatchObject({
      phase: 'empty',
      trouble: { place: 'files', trouble: { kind: 'architecture', subject: 'GPT2LMHeadModel' } },
    });
    expect(log).toEqual(['close']);
  });

  it('a load that fails leaves the files chosen, and begins anew', async () => {
    let fails = true;
    const { session, log } = fake({
      load: async () => (fails ? bad('memory') : good(null)),
    });
    await session.open(FILES);
    await session.load(SETUP);
    expect(session.state).toMatchObject({
      ...{ phase: 'described', description: DESCRIPTION, trouble: { place: 'setup' } },
    });
    fails = false;
    await session.load(SETUP);
    expect(session.state).toMatchObject({ phase: 'ready', trouble: null });
    expect(log).toEqual(['open 1', 'close', 'open 1']);
  });

  it.each([
    ['tooLong', 'pairs', 'ready'],
    ['pairs', 'pairs', 'ready'],
    ['diverged', 'training', 'ready'],
    ['device', 'training', 'described'],
  ] as const)('training: %s', async (kind, place, phase) => {
    const { session } = await loaded({ train: async () => bad(kind, '3') });
    await session.train(PAIRS);
    expect(session.state).toMatchObject({ phase, trouble: { place, trouble: { kind } }, since: null });
    expect(session.state.loaded === null).toBe(phase === 'described');
  });

  it('steps that end in a fault are not counted', async () => {
    let diverges = false;
    const train: BroughtModel['train'] = async (_, onProgress) => {
      onProgress({ phase: 'train', done: 1, total: 2, loss: 1 });
      return diverges ? bad('diverged', '2') : good({ steps: 1 });
    };
    const { session } = await loaded({ train });
    await session.train(PAIRS);
    diverges = true;
    await session.train(PAIRS);
    expect(session.state.points.map(({ step }) => step)).toEqual([1]);
  });

  it('what is thrown is a mistake of ours', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const { session } = await loaded({
      generate: async () => {
        throw new Error('worker');
      },
    });
    expect(await session.generate('a', 8, true)).toBe(null);
    expect(session.state.trouble).toEqual({
      place: 'asking',
      trouble: { kind: 'internal', subject: 'worker' },
    });
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('files of a checkpoint', () => {
  it('keep their paths as names, and their bytes', async () => {
    const found = ['Qwen/config.json', 'x.safetensors'].map((path) => ({
      ...{ path, file: new File(['ab'], path.split('/').at(-1) ?? '') },
    }));
    const files = checkpointFiles(found);
    expect(files.map(({ name, size }) => [name, size])).toEqual([
      ['Qwen/config.json', 2],
      ['x.safetensors', 2],
    ]);
    expect(await files[0]?.slice(1, 2).text()).toBe('b');
  });

  it('give the zip a name that every system takes', () => {
    expect(safeName('Qwen2.5-0.5B')).toBe('Qwen2.5-0.5B');
    expect(safeName('../我的 模型/*')).toBe('我的-模型-');
    expect(safeName('...')).toBe('model');
  });
});

describe.each(LANGUAGES)('words in %s', (language) => {
  const translate = interfaceOf(language);
  const words = { language, translate };
  const FAULTS: readonly BroughtFault[] = [
    ...(['noConfig', 'noTokenizer', 'noWeights', 'badConfig', 'architecture', 'unsupported'] as const),
    ...(['quantized', 'dtype', 'tensor', 'file', 'tokenizer', 'pairs', 'tooLong', 'device'] as const),
    ...(['memory', 'diverged'] as const),
  ];

  it('every fault has its sentence, and names what it is about', () => {
    const sentences = FAULTS.map((kind) => describeTrouble({ kind, subject: '«it»' }, words));
    expect(new Set(sentences).size).toBe(FAULTS.length);
    const named = FAULTS.filter((_, at) => sentences[at]?.includes('«it»'));
    expect(FAULTS.filter((kind) => !named.includes(kind))).toEqual(['noConfig', 'noTokenizer', 'noWeights']);
    expect(describeTrouble({ kind: 'internal', subject: '' }, words)).toContain('…');
    expect(describeTrouble({ kind: 'file', subject: 'a'.repeat(5000) }, words).length).toBeLessThan(400);
    const tooLong = describeTrouble({ kind: 'tooLong', subject: '7: 70 > 64' }, words);
    for (const number of ['7', '70', '64']) expect(tooLong).toContain(number);
    expect(describeTrouble({ kind: 'pairs', subject: '7' }, words)).toContain('7');
  });

  it('every problem of a pair has its sentence', () => {
    const sentences = PAIR_PROBLEMS.map((kind) => describePairProblem({ kind, line: 3 }, words));
    expect(new Set(sentences).size).toBe(PAIR_PROBLEMS.length);
    for (const sentence of sentences) expect(sentence).toContain('3');
  });

  it('the numbers of the files and of the need are those that were given', () => {
    const about = describeCheckpoint(DESCRIPTION, words);
    expect(about.find(({ name }) => name === 'parameters')).toMatchObject({ value: 134_515_008 });
    expect(about.find(({ name }) => name === 'heads')?.text).toMatch(/9.*3/);
    expect(describeNeed(NEED, words).map(({ value }) => value)).toEqual([
      ...[5e8, 1e7, 2e7, 3e8, 8.3e8, 1.1e8, undefined],
    ]);
    expect(formatSize(1.3e9, language)).toBe('1.3\u202fGB');
    expect(formatSize(269_060_552, language)).toBe('269.1\u202fMB');
  });

  it('asks, or says why it need not', () => {
    expect(describeQuestion({ ...NEED, total: 1.3e9 }, words)).toContain('1.3\u202fGB');
    const limits = { largestBuffer: 4e9, bufferLimit: 2e9, backend: 'webgpu' } as const;
    const refused = describeQuestion({ ...NEED, ...limits, refusal: 'buffer' }, words);
    expect(refused).toMatch(/4\.0\u202fGB.*2\.0\u202fGB/);
    expect(describeQuestion({ ...NEED, refusal: 'memory' }, words)).toContain('830.0\u202fMB');
  });

  it('tells the step, the loss and what is left', () => {
    const progress = { phase: 'train', done: 10, total: 50, loss: 1.25 } as const;
    const state: BringState = {
      ...EMPTY,
      ...{ phase: 'training', progress, since: { seconds: 100, steps: 0 } },
    };
    const work = describeWork(state, words, 110);
    for (const part of ['10', '50', '1.25', '40']) expect(work).toContain(part);
    expect(describeWork(EMPTY, words, 0)).toBe('');
    for (const phase of ['read', 'quantize', 'compile', 'generate'] as const) {
      expect(
        describeWork({ ...EMPTY, phase: 'loading', progress: { phase, done: 1, total: 2 } }, words, 0),
      ).not.toBe('');
    }
    const points = [{ step: 12, loss: 1, seconds: 1 }];
    expect(describeStanding({ ...EMPTY, phase: 'ready', points }, words)).toContain('12');
    expect(describeStanding(EMPTY, words)).toBe('');
  });
});

describe('a set-up', () => {
  it('is the same by its values', () => {
    expect(sameSetup(SETUP, { ...SETUP })).toBe(true);
    expect(sameSetup(SETUP, { ...SETUP, seed: 2 })).toBe(false);
  });

  it('refuses what no run can have', () => {
    for (const text of ['0', '257', '1.5', '', 'x'])
      expect(BRING_SCHEMA.rank.parse(text)).toHaveProperty('problem');
    for (const text of ['7', '4096']) expect(BRING_SCHEMA.length.parse(text)).toHaveProperty('problem');
    for (const text of ['0', '2', 'NaN'])
      expect(BRING_SCHEMA.learningRate.parse(text)).toHaveProperty('problem');
    expect(BRING_SCHEMA.learningRate.parse('2e-4')).toEqual({ value: 2e-4 });
  });
});
