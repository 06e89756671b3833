import { createRandom, hash32 } from '../random';
import { HELD_OUT_SEED, type Side } from './split';
import type { Example, Task } from './types';

/** The operands; all of two digits, and their sums too, so that every digit has its fixed place. */
const OPERANDS = { least: 10, most: 49 } as const;

/** Of the unordered pairs of operands, one of so many is held out. */
const HELD_OUT_ONE_IN = 5;

/** Sums of two numbers, far from anything that the corpus has. Both orders of a pair are on the same side. */
export const arithmetic: Task = {
  id: 'arithmetic',
  sequence: 16,
  answer: 4,
  example: (random) => random.pick(SUMS.training),
  heldOut: (count) => createRandom(HELD_OUT_SEED, 'arithmetic').shuffle(SUMS.heldOut).slice(0, count),
};

const SUMS: Readonly<Record<Side, readonly Example[]>> = {
  training: sumsOf('training'),
  heldOut: sumsOf('heldOut'),
};

function sumsOf(side: Side): Example[] {
  const count = OPERANDS.most - OPERANDS.least + 1;
  const operands = Array.from({ length: count }, (_, i) => OPERANDS.least + i);
  return operands.flatMap((a) =>
    operands
      .filter((b) => sideOfSum(a, b) === side)
      .map((b) => ({ prompt: `${a}+${b}=`, answer: String(a + b) })),
  );
}

function sideOfSum(a: number, b: number): Side {
  const hash = hash32(`${Math.min(a, b)}+${Math.max(a, b)}`);
  return hash % HELD_OUT_ONE_IN === 0 ? 'heldOut' : 'training';
}
