/** Longer answers are refused unread. */
export const MAX_ANSWER_LENGTH = 200;

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺';
const PLAIN = '0123456789-+';

/**
 * What readers type, in one spelling: full-width digits and signs as ASCII, `10⁹` as `10^9`, every multiplication
 * sign as `*`, every dash before a number as `-`, every space as one plain space.
 */
export function normalize(text: string): string {
  return text
    .replace(
      /[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+/g,
      (run) => `^${[...run].map((each) => PLAIN[SUPERSCRIPTS.indexOf(each)]).join('')}`,
    )
    .normalize('NFKC')
    .replace(/[×·∙⋅✕✖*]/g, '*')
    .replace(/[÷∕⁄]/g, '/')
    .replace(/[−–—‒]/g, '-')
    .replace(/\*\*/g, '^')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A text for a message: cut, so that nothing typed can fill the page. */
export const cut = (text: string): string => (text.length > 32 ? `${text.slice(0, 32)}…` : text);
