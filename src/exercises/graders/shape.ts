import type { Shape, ShapeDefinition, ShapeVariant, Verdict } from '../types';
import { holdFormula } from './formula';

/** Grades a shape: rows and columns, each as a formula. The shape of the transpose is told apart. */
export function gradeShape(
  answer: Shape,
  { key, mistakes = [] }: ShapeVariant,
  { symbols }: ShapeDefinition,
): Verdict {
  const against = (wanted: Shape) =>
    [
      holdFormula(answer[0], { symbols, key: wanted[0] }),
      holdFormula(answer[1], { symbols, key: wanted[1] }),
    ] as const;
  const [rows, columns] = against(key);
  if (rows.state === 'empty' && columns.state === 'empty') return { state: 'empty', feedback: [] };
  if (rows.state === 'empty' || columns.state === 'empty')
    return { state: 'empty', feedback: [{ message: 'partsEmpty', values: { count: 1 } }] };
  for (const verdict of [rows, columns]) if (verdict.state === 'unreadable') return verdict;
  const parts = { rows: rows.state === 'right', columns: columns.state === 'right' };
  const isRight = (wanted: Shape) => against(wanted).every(({ state }) => state === 'right');
  if (parts.rows && parts.columns) return { state: 'right', feedback: [], parts };
  const mistake = mistakes.find((each) => isRight(each.key));
  const message =
    mistake?.feedback ??
    (isRight([key[1], key[0]])
      ? 'transposed'
      : parts.rows
        ? 'columnsWrong'
        : parts.columns
          ? 'rowsWrong'
          : 'shapeWrong');
  return { state: 'wrong', feedback: [{ message }], score: parts.rows || parts.columns ? 0.5 : 0, parts };
}
