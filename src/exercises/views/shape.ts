import { gradeShape } from '../graders/shape';
import type { Shape, VariantOf } from '../types';
import { followTexts, textsIn } from './textInput';
import type { Mount } from './view';

/** Two lines of text: rows and columns. */
export const mount: Mount<'shape'> = (context) => {
  const [rows, columns] = textsIn(context.form) as readonly [HTMLInputElement, HTMLInputElement];
  let variant: VariantOf<'shape'> | null = null;
  const answer = (): Shape => [rows.value, columns.value];
  followTexts([rows, columns], context);
  return {
    show(next, _, first) {
      variant = next;
      if (!first) for (const input of [rows, columns]) input.value = '';
    },
    grade: () =>
      variant ? gradeShape(answer(), variant, context.definition) : { state: 'empty', feedback: [] },
    answer: () => answer().join(' × '),
  };
};
