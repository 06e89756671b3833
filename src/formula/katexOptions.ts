import type { KatexOptions } from 'katex';

/**
 * One set of KaTeX options for Markdown formulas and for components.
 * `\term{activations}{2LBTH}` marks a part of a formula with `data-term`, by which pages light up its bar and row.
 * Only that command is trusted; `strict` is an error so that a bad formula fails the build.
 */
export const KATEX_OPTIONS: KatexOptions = {
  output: 'htmlAndMathml',
  throwOnError: true,
  strict: (code: string) =>
    code === 'htmlExtension' || code === 'unicodeTextInMathMode' ? 'ignore' : 'error',
  trust: (context) => context.command === '\\htmlData',
  macros: { '\\term': '\\htmlData{term=#1}{#2}' },
};
