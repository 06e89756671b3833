import { gradeOrder } from '../graders/order';
import type { VariantOf } from '../types';
import { createItems } from './items';
import type { Mount } from './view';

/** Items to bring into order. */
export const mount: Mount<'order'> = (context) => {
  const items = createItems(context.form, context);
  let variant: VariantOf<'order'> | null = null;
  return {
    show(next, random, first) {
      variant = next;
      items.show(random, first, next.key);
    },
    grade: () =>
      variant ? gradeOrder(items.order(), variant, context.definition) : { state: 'empty', feedback: [] },
    answer: () => items.order().join(' > '),
  };
};
