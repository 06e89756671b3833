import { gradeNumber } from '../graders/number';
import type { VariantOf } from '../types';
import { followTexts, textsIn } from './textInput';
import type { Mount } from './view';

/** A line of text for a number with its unit. */
export const mount: Mount<'number'> = (context) => {
  const [input] = textsIn(context.form) as readonly [HTMLInputElement];
  let variant: VariantOf<'number'> | null = null;
  followTexts([input], context);
  return {
    show(next, _, first) {
      variant = next;
      if (!first) input.value = '';
    },
    grade: () =>
      variant ? gradeNumber(input.value, variant, context.definition) : { state: 'empty', feedback: [] },
    answer: () => input.value.trim(),
  };
};
