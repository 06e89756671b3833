import { taskOf } from '../tasks';
import { readOwnPairs } from '../tasks/own';
import type { Tokenizer } from '../tokenizer';
import type { Fault, RunSetup } from './api';
import type { Source } from './data';

/** Positions of a row for the reader's pairs are rounded up to a multiple of this. */
const ROW_STEP = 16;

/** The tokens `<bos>` and `<eos>` around a pair. */
const MARKS = 2;

/**
 * The examples of a run's task.
 *
 * @throws Fault 'data' with the line of the reader's pairs
 */
export function sourceOf(setup: RunSetup, tokenizer: Tokenizer): Source {
  if (setup.task !== 'own') {
    const task = taskOf(setup.task);
    return {
      length: task.sequence,
      places: task.answer,
      example: task.example,
      heldOut: drawnOnce(task.heldOut),
    };
  }
  const countTokens = (text: string) => tokenizer.encode(text).length;
  const read = readOwnPairs(setup.ownPairs ?? '', countTokens);
  if (!read.ok) {
    const [problem] = read.problems;
    throw {
      kind: 'data',
      ...(problem?.line ? { line: problem.line } : {}),
      ...(problem ? { detail: problem.kind } : {}),
    } satisfies Fault;
  }
  const { training, heldOut } = read.pairs;
  const sizes = [...training, ...heldOut].map(({ prompt, answer }) => ({
    prompt: countTokens(prompt),
    answer: countTokens(answer),
  }));
  const longest = Math.max(...sizes.map(({ prompt, answer }) => prompt + answer + MARKS));
  return {
    places: Math.max(...sizes.map(({ answer }) => answer + 1)),
    length: Math.ceil(longest / ROW_STEP) * ROW_STEP,
    example: (random) => random.pick(training),
    heldOut: (count) => heldOut.slice(0, count),
  };
}

/** The same lists, drawn once: every evaluation of every method asks for their beginnings. */
function drawnOnce(draw: Source['heldOut']): Source['heldOut'] {
  let asked = 0;
  let drawn: ReturnType<typeof draw> = [];
  return (count) => {
    if (count > asked) [asked, drawn] = [count, draw(count)];
    return drawn.slice(0, count);
  };
}
