/** What a handout may have besides its slides. */
export const HANDOUT_PARTS = ['notes', 'questions', 'answers'] as const;
