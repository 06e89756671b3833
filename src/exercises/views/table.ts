import { gradeTable } from '../graders/table';
import type { VariantOf } from '../types';
import { followTexts, textsIn } from './textInput';
import type { Mount } from './view';

/** Blanks within the text, most often in a table. */
export const mount: Mount<'table'> = (context) => {
  const blanks = textsIn(context.host);
  let variant: VariantOf<'table'> | null = null;
  const answer = () => Object.fromEntries(blanks.map((blank) => [blank.dataset['part'] ?? '', blank.value]));
  followTexts(blanks, context);
  return {
    show(next, _, first) {
      variant = next;
      if (!first) for (const blank of blanks) blank.value = '';
    },
    grade: () =>
      variant ? gradeTable(answer(), variant, context.definition) : { state: 'empty', feedback: [] },
    answer: () => blanks.map(({ value }) => value.trim()).join('; '),
  };
};
