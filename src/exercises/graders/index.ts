import type { Definition, Verdict } from '../types';
import { gradeChoice } from './choice';
import { gradeConfigure } from './configure';
import { gradeFormula } from './formula';
import { gradeMatch } from './match';
import { gradeNumber } from './number';
import { gradeOrder } from './order';
import { gradePredict } from './predict';
import { gradeShape } from './shape';
import { gradeTable } from './table';

type Grade = (answer: never, variant: never, definition: never) => Verdict;

/** Every grader whose verdict comes at once, by its kind. Pages fetch the one that they need. */
export const GRADERS: Readonly<Record<Exclude<Definition['kind'], 'code'>, Grade>> = {
  number: gradeNumber,
  formula: gradeFormula,
  choice: gradeChoice,
  order: gradeOrder,
  match: gradeMatch,
  shape: gradeShape,
  table: gradeTable,
  predict: gradePredict,
  configure: gradeConfigure,
};
