import { describe, expect, test } from 'vitest';
import { BANK } from '../../../src/exercises/bank';
import { planOf, type Report } from '../../../src/exercises/code/grade';
import { starterOf } from '../../../src/exercises/code/starters';
import { stripTypes } from '../../../src/exercises/code/strip';
import { TASKS, type TaskName } from '../../../src/exercises/code/tasks';
import { memoryOf } from '../../../src/exercises/code/tasks/memoryPerGpu';
import { modelById } from '../../../src/facts/models';
import { interfaceOf } from '../../../src/i18n/messages';
import { slideMemory } from '../../../src/theory/memory';
import { ANSWERS } from './answers';
import { PLACES, printedSolution, reports } from './run';

const SEEDS = Array.from({ length: 50 }, (_, seed) => String(seed));
const NAMES = Object.keys(TASKS) as TaskName[];

const firstMissing = ({ fault, properties }: Report) =>
  fault ? JSON.stringify(fault) : properties.find(({ state }) => state !== 'holds');

describe.each(NAMES)('%s', (name) => {
  const t = interfaceOf('en');
  const helpers = starterOf(name, t).replace(/^[\s\S]*?\n}\n/, '');

  test.each(['en', 'zh'] as const)('the solution printed in %s has all properties', async (language) => {
    const source = printedSolution(name, language) + helpers;
    for (const report of await reports(name, source, SEEDS)) expect(firstMissing(report)).toBeUndefined();
  });

  test.each(ANSWERS[name].right.map((source, at) => [at, source] as const))(
    'another right answer, %i, has them',
    async (_, source) => {
      for (const report of await reports(name, source, SEEDS)) expect(firstMissing(report)).toBeUndefined();
    },
  );

  test.each(Object.entries(ANSWERS[name].faulty))('not so: %s', async (_, [property, source]) => {
    for (const report of await reports(name, source, SEEDS)) {
      const missing = firstMissing(report);
      expect(missing).toMatchObject({ name: property, state: 'fails' });
      expect(report.fault).toBeUndefined();
    }
  });

  test('each property is missed by some faulty answer, or follows from the others', () => {
    const missed = new Set(Object.values(ANSWERS[name].faulty).map(([property]) => property));
    expect(missed.size).toBeGreaterThanOrEqual(3);
    const known = ['returns', ...planOf(name, '1').properties.map((property) => property.name)];
    for (const property of missed) expect(known).toContain(property);
  });

  test.each(['en', 'zh'] as const)('the starter in %s runs, and is not right', async (language) => {
    const starter = starterOf(name, interfaceOf(language));
    expect(starter).not.toMatch(/DOC|MATRICES|MULTIPLY|TRANSPOSE/);
    for (const report of await reports(name, starter, ['1'])) {
      expect(report.fault).toBeUndefined();
      expect(report.properties.some(({ state }) => state === 'fails')).toBe(true);
    }
  });

  test('has words for each property in both languages', () => {
    for (const language of ['en', 'zh'] as const) {
      for (const property of ['returns', ...planOf(name, '1').properties.map((one) => one.name)]) {
        for (const part of ['holds', 'fails']) {
          expect(interfaceOf(language)(`codeExercise.tasks.${name}.${property}.${part}`)).not.toBe('');
        }
      }
    }
  });

  test('the same seed gives the same inputs, another seed others', () => {
    expect(planOf(name, '7').calls).toEqual(planOf(name, '7').calls);
    expect(planOf(name, '7').calls).not.toEqual(planOf(name, '8').calls);
  });

  test('stands in the bank of its lesson', () => {
    const [file = '', exercise = ''] = PLACES[name].split('/');
    expect(BANK[file.slice(3)]?.[exercise]).toMatchObject({ kind: 'code', problem: name });
  });
});

test('the formula of the exercise is that of the slides', () => {
  for (const id of ['llama-7b', 'llama-13b', 'llama-3.1-8b']) {
    const { architecture } = modelById(id);
    const setup = {
      architecture,
      method: 'full',
      rank: 16,
      targets: [],
      gpus: 4,
      batch: 8,
      sequence: 512,
    } as const;
    const { parameters, total } = slideMemory(setup);
    const { numHiddenLayers: layers, hiddenSize, vocabSize } = architecture;
    expect(memoryOf({ parameters, layers, hiddenSize, vocabSize, batch: 8, sequence: 512, gpus: 4 })).toBe(
      total,
    );
  }
});

describe('types', () => {
  test('are taken out, and every line stays where it was', () => {
    const source =
      'interface A {\n  b: number;\n}\nconst f = <T,>(x: T): T => x as T;\nenum E {\n  F,\n}\nexport { f };\n';
    const stripped = stripTypes(source);
    expect(stripped).toHaveProperty('code');
    const lines = (stripped as { code: string }).code.split('\n');
    expect(lines).toHaveLength(source.split('\n').length);
    expect(lines[3]).toContain('const f = (x) => x');
  });
});
