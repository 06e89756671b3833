import type { Cell, TableDefinition, TableVariant, Verdict } from '../types';
import { holdFormula } from './formula';
import { holdNumber } from './number';

const holdCell = (answer: string, cell: Cell): Verdict =>
  'measure' in cell ? holdNumber(answer, cell) : holdFormula(answer, cell);

/** Grades a table cell by cell, once every cell has something; each sentence of feedback is said once. */
export function gradeTable(
  answer: Readonly<Record<string, string>>,
  { key }: TableVariant,
  _: TableDefinition,
): Verdict {
  const names = Object.keys(key);
  const verdicts = names.map((name) =>
    holdCell(Object.hasOwn(answer, name) ? (answer[name] ?? '') : '', key[name] as Cell),
  );
  const open = verdicts.filter(({ state }) => state === 'empty').length;
  if (open === names.length) return { state: 'empty', feedback: [] };
  if (open > 0) return { state: 'empty', feedback: [{ message: 'partsEmpty', values: { count: open } }] };
  const unreadable = verdicts.find(({ state }) => state === 'unreadable');
  if (unreadable) {
    // Of the other cells nothing is told: this was no attempt.
    const those = names.filter((_, index) => verdicts[index]?.state === 'unreadable');
    return { ...unreadable, parts: Object.fromEntries(those.map((name) => [name, false])) };
  }
  const parts = Object.fromEntries(
    verdicts.map(({ state }, index) => [names[index] ?? '', state === 'right']),
  );
  const right = verdicts.filter(({ state }) => state === 'right').length;
  if (right === names.length) return { state: 'right', feedback: [], parts };
  const told = verdicts.flatMap(({ feedback }) => feedback);
  return {
    state: 'wrong',
    feedback: [
      { message: 'partsRight', values: { right, count: names.length } },
      ...told.filter(({ message }, index) => told.findIndex((each) => each.message === message) === index),
    ],
    score: right / names.length,
    parts,
  };
}
