import { type Progress, recordOf, wasRight } from '../progress/progress';
import { reasonFor } from '../progress/review';

/** What the list is narrowed to; empty for all. */
export interface Filters {
  readonly lesson: string;
  readonly kind: string;
  readonly state: string;
}

export const FILTER_NAMES = ['lesson', 'kind', 'state'] as const satisfies readonly (keyof Filters)[];

/** What an exercise is called in the list. `right` stays once reached: a later slip shows in the review. */
export type ListedState = 'untried' | 'wrong' | 'shown' | 'right';

export function listedState(progress: Progress, exercise: string): ListedState {
  const record = recordOf(progress, exercise);
  if (record === undefined) return 'untried';
  return wasRight(record) ? 'right' : record.last.state;
}

/** `due` are those tried before that the review brings back now. */
export function matches(
  filters: Filters,
  exercise: { readonly lesson: string; readonly kind: string; readonly id: string },
  progress: Progress,
  now: Date,
): boolean {
  const { lesson, kind, state } = filters;
  if (lesson !== '' && lesson !== exercise.lesson) return false;
  if (kind !== '' && kind !== exercise.kind) return false;
  if (state === '') return true;
  const record = recordOf(progress, exercise.id);
  if (state === 'due') return record !== undefined && reasonFor(record, now) !== null;
  return listedState(progress, exercise.id) === state;
}

/** The address's query with these filters, other parameters kept. */
export function withFilters(query: string, filters: Filters): string {
  const parameters = new URLSearchParams(query);
  for (const name of FILTER_NAMES) {
    if (filters[name] === '') parameters.delete(name);
    else parameters.set(name, filters[name]);
  }
  return parameters.toString();
}
