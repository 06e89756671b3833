import { createRandom } from '../../training/random';
import type { Fault, Outcome } from './outcome';
import { isComplaint } from './returned';
import type { Complaint, Failure, Plan, Task } from './task';
import { type TaskName, taskOf } from './tasks';

/** The property that every task has: each value is of the right form. */
export const RETURNS = 'returns';

export interface Checked {
  readonly name: string;
  /** `unchecked` where a value that it is about is not of the right form, or the code did not run to its end. */
  readonly state: 'holds' | 'fails' | 'unchecked';
  readonly failure?: Failure | undefined;
}

/** What is to be told of a run. */
export interface Report {
  readonly properties: readonly Checked[];
  readonly fault?: Fault | undefined;
  /** The line of the reader's function where a value of the wrong form came from; 0 where it cannot be said. */
  readonly line: number;
  readonly printed: string;
}

/** The calls and properties of a task for a seed. The same seed gives the same plan. */
export const planOf = (name: TaskName, seed: string): Plan<unknown> =>
  taskOf(name).plan(createRandom(0, 'code', name, seed));

/** Holds what came of a plan's calls against its properties. */
export function grade(task: Task<unknown>, plan: Plan<unknown>, outcome: Outcome): Report {
  const { printed } = outcome;
  if ('fault' in outcome) {
    const properties = [RETURNS, ...plan.properties.map(({ name }) => name)].map(
      (name): Checked => ({ name, state: 'unchecked' }),
    );
    return { properties, fault: outcome.fault, line: outcome.fault.line, printed };
  }
  const { results, at } = outcome;
  const read = results.map(({ value }, call) => task.read(value, plan.calls[call] ?? []));
  const complaintOf = (call: number): Complaint | undefined => {
    const form = read[call];
    return form && isComplaint(form) ? form : undefined;
  };
  const malformed = (name: string, calls: readonly number[]): Checked | undefined => {
    const call = calls.find((one) => complaintOf(one));
    if (call === undefined) return undefined;
    const failure = { call, out: results[call]?.value, expected: undefined, complaint: complaintOf(call) };
    return { name, state: 'fails', failure };
  };
  const properties = plan.properties.map(({ name, of, check }): Checked => {
    if (of.some((call) => complaintOf(call) && plan.formed.includes(call)))
      return { name, state: 'unchecked' };
    const wrong = malformed(name, of);
    if (wrong) return wrong;
    const values = of.map((call) => (read[call] as { readonly value: unknown }).value);
    const failure = check(
      values,
      of.flatMap((call) => results[call] ?? []),
    );
    return failure ? { name, state: 'fails', failure } : { name, state: 'holds' };
  });
  const returns = malformed(RETURNS, plan.formed) ?? { name: RETURNS, state: 'holds' };
  return { properties: [returns, ...properties], line: at.line, printed };
}
