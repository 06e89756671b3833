import { type Progress, recordOf, wasRight } from './progress';

/** What taking a file in would change, to be shown before it is done. */
export interface Changes {
  /** Exercises that have no record yet, and those whose record would become another. */
  readonly added: readonly string[];
  readonly updated: readonly string[];
  /** Of both, those that would become right for the first time. */
  readonly newlyRight: readonly string[];
  readonly lessons: number;
  /** The name for the receipt, where it would become another. */
  readonly name: string | null;
}

export function changesBetween(before: Progress, after: Progress): Changes {
  const changed = Object.keys(after.exercises).filter(
    (name) => !isSame(recordOf(before, name), recordOf(after, name)),
  );
  const isNew = (name: string): boolean => recordOf(before, name) === undefined;
  return {
    added: changed.filter(isNew),
    updated: changed.filter((name) => !isNew(name)),
    newlyRight: changed.filter(
      (name) => wasRight(recordOf(after, name)) && !wasRight(recordOf(before, name)),
    ),
    lessons: Object.keys(after.lessons).filter((slug) => !isSame(before.lessons[slug], after.lessons[slug]))
      .length,
    name: after.student !== null && after.student.name !== before.student?.name ? after.student.name : null,
  };
}

export function isNothing({ added, updated, lessons, name }: Changes): boolean {
  return added.length + updated.length + lessons === 0 && name === null;
}

/** Records of one shape are equal when their texts are: every writer gives the fields in one order. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
