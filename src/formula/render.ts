import katex from 'katex';
import { KATEX_OPTIONS } from './katexOptions';

/** A formula as HTML for the eye and MathML for the ear, at build time. */
export function renderFormula(tex: string, { display = false }: { display?: boolean } = {}): string {
  return katex.renderToString(tex, { ...KATEX_OPTIONS, displayMode: display });
}
