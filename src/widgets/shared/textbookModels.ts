/** The textbook's models, one family in four sizes: what the lessons' smaller figures choose from. */
export const SIZES = ['llama-7b', 'llama-13b', 'llama-33b', 'llama-65b'] as const;
export type Size = (typeof SIZES)[number];
