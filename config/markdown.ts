import { unified } from '@astrojs/markdown-remark';
import rehypeKatex from 'rehype-katex';
import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkMath from 'remark-math';
import { KATEX_OPTIONS } from '../src/formula/katexOptions';
import { rehypeFormulaPunctuation } from './rehypeFormulaPunctuation';
import { remarkHeadingIds } from './remarkHeadingIds';
import { remarkTheoryNumbers } from './remarkTheoryNumbers';

/**
 * Astro's own Markdown engine leaves `$…$` as raw text with a green build, so the unified pipeline is used:
 * formulas become HTML and MathML at build time, and no page ships a formula renderer.
 */
export const markdownProcessor = unified({
  remarkPlugins: [remarkMath, remarkCjkFriendly, remarkHeadingIds, remarkTheoryNumbers],
  rehypePlugins: [[rehypeKatex, KATEX_OPTIONS], rehypeFormulaPunctuation],
});
