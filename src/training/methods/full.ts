import type { Method } from './method';

/** Full fine-tuning: every weight is trained, nothing is added. */
export const full: Method = {
  id: 'full',
  prepare: ({ base }) => ({
    frozen: {},
    trainable: base,
    weights: (_frozen, trainable) => trainable,
    adapt: () => ({}),
  }),
};
