/** Sections of `content/ui` that every figure carries into the page beside its own. */
export const SHARED_MESSAGES: readonly string[] = ['figure', 'term', 'method'];
