import { bottleneck } from '../../../theory/bottleneck';
import type { Random } from '../../../training/random';
import { matrix, nearRows, type Rows, zeros } from '../numbers';
import { readMatrix } from '../returned';
import type { Failure, Task } from '../task';

const positive = (random: Random): number => (1 + random.integer(4)) * 0.5;
const negative = (random: Random): number => -positive(random);

/** h + ReLU(h·W^d)·W^u for each token (slide S8, without biases). */
export const adapter: Task<Rows> = {
  entry: 'adapter',
  parameters: ['h', 'down', 'up'],
  read: (value, [h]) => readMatrix(value, (h as Rows).length, (h as Rows)[0]?.length ?? 0),
  plan(random) {
    const h = matrix(random, 3, 3);
    const down = matrix(random, 3, 2);
    const up = matrix(random, 2, 3);
    // A ReLU in the wrong place shows: behind the matrix `up`, all changes are of one sign in the first column, and of the
    // other in the second.
    const signed = up.map(([, , last]) => [-2, 2, last as number]);
    const wide = 4 + random.integer(2);
    const calls: readonly (readonly [Rows, Rows, Rows])[] = [
      [h, down, up],
      [h, down, zeros(2, 3)],
      [matrix(random, 2, 3, negative), matrix(random, 3, 2, positive), signed],
      [matrix(random, 2, 3, positive), matrix(random, 3, 2, positive), signed],
      [matrix(random, 1, 3), matrix(random, 3, wide), matrix(random, wide, 3)],
    ];
    const differs = (call: number, value: Rows | undefined): Failure | undefined => {
      const [states, inward, outward] = calls[call] as readonly [Rows, Rows, Rows];
      const expected = states.map((state) => bottleneck(state, inward, outward, 'relu').output);
      return nearRows(value as Rows, expected) ? undefined : { call, out: value, expected };
    };
    return {
      calls,
      formed: calls.map((_, at) => at),
      properties: [
        { name: 'start', of: [1], check: ([value]) => differs(1, value) },
        { name: 'closed', of: [2], check: ([value]) => differs(2, value) },
        { name: 'open', of: [3], check: ([value]) => differs(3, value) },
        {
          name: 'output',
          of: [0, 4],
          check: ([first, second]) => differs(0, first) ?? differs(4, second),
        },
      ],
    };
  },
};
