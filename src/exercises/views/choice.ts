import { gradeChoice } from '../graders/choice';
import type { VariantOf } from '../types';
import { createOptions } from './options';
import type { Mount } from './view';

/** Radio buttons or boxes to tick, in an order of their own for each variant. */
export const mount: Mount<'choice'> = (context) => {
  const options = createOptions(context.form, context);
  let variant: VariantOf<'choice'> | null = null;
  return {
    show(next, random, first) {
      variant = next;
      options.show(random, first, next.options);
    },
    grade: () =>
      variant ? gradeChoice(options.chosen(), variant, context.definition) : { state: 'empty', feedback: [] },
    answer: () => options.chosen().join(', '),
  };
};
