import { readExpression } from '../graders/expression';
import { gradeFormula } from '../graders/formula';
import type { VariantOf } from '../types';
import { drawExpression } from './mathml';
import { followTexts, textsIn } from './textInput';
import type { Mount } from './view';

/** A line of text for a formula, which is shown as it is understood while it is typed. */
export const mount: Mount<'formula'> = (context) => {
  const { definition, form, signal } = context;
  const [input] = textsIn(form) as readonly [HTMLInputElement];
  const preview = form.querySelector<HTMLElement>('[data-preview]');
  let variant: VariantOf<'formula'> | null = null;
  const draw = (): void => {
    const read = readExpression(input.value, definition.symbols);
    const isRead = read.kind === 'read';
    if (preview) preview.hidden = !isRead;
    // Half a formula is no error: the last whole one goes, and nothing is said before Check.
    if (isRead) preview?.replaceChildren(drawExpression(read.expression, definition.symbols));
  };
  followTexts([input], context);
  input.addEventListener('input', draw, { signal });
  return {
    show(next, _, first) {
      variant = next;
      if (!first) input.value = '';
      draw();
    },
    grade: () =>
      variant ? gradeFormula(input.value, variant, definition) : { state: 'empty', feedback: [] },
    answer: () => input.value.trim(),
  };
};
