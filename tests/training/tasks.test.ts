import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/training/random';
import { TASKS, taskOf } from '../../src/training/tasks';
import { HELD_OUT_NAMES, TRAINING_NAMES } from '../../src/training/text/world';
import { createTokenizer } from '../../src/training/tokenizer';

const FOLDER = join(import.meta.dirname, '../../public/models/tiny');
const read = (name: string) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const tokenizer = createTokenizer(read('tokenizer.json'), read('tokenizer_config.json'));

describe.each(TASKS.map((task) => [task.id, task] as const))('the task %s', (id, task) => {
  const heldOut = task.heldOut(1000);
  const random = createRandom(9, id);
  const training = Array.from({ length: 50_000 }, () => task.example(random));

  it('is found by its id', () => {
    expect(taskOf(id)).toBe(task);
  });

  it('never exceeds its length', () => {
    const lengths = [...training.slice(0, 20_000), ...heldOut].map(
      ({ prompt, answer }) => tokenizer.encode(prompt).length + tokenizer.encode(answer).length + 2,
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(task.sequence);
  });

  it('keeps its held-out examples fixed, different, and begins with the same ones', () => {
    expect(task.heldOut(1000)).toEqual(heldOut);
    expect(task.heldOut(100)).toEqual(heldOut.slice(0, 100));
    expect(new Set(heldOut.map(({ prompt }) => prompt)).size).toBe(heldOut.length);
    expect(heldOut.length).toBeGreaterThanOrEqual(id === 'arithmetic' ? 256 : 1000);
  });

  it('trains with no held-out example', () => {
    const prompts = new Set(heldOut.map(({ prompt }) => prompt));
    expect(training.filter(({ prompt }) => prompts.has(prompt))).toEqual([]);
  });

  it('has no answer that a guess would hit often', () => {
    const counts = new Map<string, number>();
    for (const { answer } of heldOut) counts.set(answer, (counts.get(answer) ?? 0) + 1);
    expect(Math.max(...counts.values()) / heldOut.length).toBeLessThanOrEqual(0.05);
  });

  it('follows from the random numbers alone', () => {
    expect(task.example(createRandom(4))).toEqual(task.example(createRandom(4)));
  });
});

describe.each(['questions', 'rewriting'] as const)('the names of %s', (id) => {
  const names = (text: string) => text.match(/[A-Z][a-z]+/g) ?? [];

  it('are not the same in training and in what is held out', () => {
    const random = createRandom(10, id);
    for (let i = 0; i < 5000; i++) {
      const { prompt, answer } = taskOf(id).example(random);
      for (const name of names(`${prompt} ${answer}`)) expect(HELD_OUT_NAMES).not.toContain(name);
    }
    for (const { prompt, answer } of taskOf(id).heldOut(1000))
      for (const name of names(`${prompt} ${answer}`)) expect(TRAINING_NAMES).not.toContain(name);
  });
});

describe('rewriting', () => {
  it('says the same in both forms', () => {
    for (const { prompt, answer } of taskOf('rewriting').heldOut(500)) {
      const [sentence = '', ...rest] = prompt.split('\n');
      expect(rest).toEqual(['Rewrite:']);
      expect(answer).toBe(rewritten(sentence));
    }
  });

  /** The rule once more, as four substitutions. */
  function rewritten(sentence: string): string {
    return sentence
      .replace(/^(\w+) gave the (\w+) (\w+) to (\w+)\.$/, '$3, $2: from $1 to $4!')
      .replace(/^(\w+) bought the (\w+) (\w+) from (\w+)\.$/, '$3, $2: from $4 to $1!')
      .replace(/^(\w+) lost the (\w+) (\w+) in the (\w+)\.$/, '$3, $2: lost in $4 by $1!')
      .replace(/^In the (\w+) (\w+) found the (\w+) (\w+)\.$/, '$4, $3: found in $1 by $2!');
  }
});

describe('arithmetic', () => {
  const sums = (examples: readonly { prompt: string; answer: string }[]) =>
    examples.map(({ prompt, answer }) => {
      const [, a, b] = (/^(\d\d)\+(\d\d)=$/.exec(prompt) ?? []).map(Number);
      expect(Number(answer)).toBe(Number(a) + Number(b));
      return [Number(a), Number(b)] as const;
    });

  it('adds rightly, and holds out both orders of a pair', () => {
    const random = createRandom(11);
    const unordered = ([a, b]: readonly [number, number]) => `${Math.min(a, b)} ${Math.max(a, b)}`;
    const training = new Set(
      sums(Array.from({ length: 20_000 }, () => taskOf('arithmetic').example(random))).map(unordered),
    );
    const heldOut = new Set(sums(taskOf('arithmetic').heldOut(10_000)).map(unordered));
    expect([...heldOut].filter((pair) => training.has(pair))).toEqual([]);
    const share = heldOut.size / (heldOut.size + training.size);
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });
});
