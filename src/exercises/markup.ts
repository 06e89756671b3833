import type { Language } from '../i18n/languages';
import { showGiven } from './given';
import type { Givens } from './types';

/** A named piece of an exercise's text. */
export interface Piece {
  readonly name: string;
  readonly html: string;
}

/** An exercise as its author wrote it, taken apart: the build lays it out by its kind. */
export interface Written {
  /** The question, up to the first hint. */
  readonly question: string;
  /** Hints and solution. */
  readonly help: string;
  readonly options: readonly Piece[];
  readonly targets: readonly Piece[];
  /** Sentences of feedback by name; those of options as `option:<name>`. */
  readonly feedback: readonly Piece[];
  /** Names of the blanks in the question, in order. */
  readonly blanks: readonly string[];
}

/** The elements that the vocabulary writes and this file takes away again. */
const element = (tag: string) => new RegExp(`<${tag} name="([^"]*)">([\\s\\S]*?)</${tag}>`, 'g');

/** Takes an exercise's rendered text apart. */
export function takeApart(html: string): Written {
  const options: Piece[] = [];
  const targets: Piece[] = [];
  const feedback: Piece[] = [];
  const takeFeedback = (text: string, nameOf: (name: string) => string): string =>
    text.replace(element('exercise-feedback'), (_, name: string, inner: string) => {
      feedback.push({ name: nameOf(name), html: inner.trim() });
      return '';
    });
  const rest = takeFeedback(
    html
      .replace(element('exercise-option'), (_, name: string, inner: string) => {
        const text = takeFeedback(inner, () => `option:${name}`);
        options.push({ name, html: withoutParagraph(text) });
        return '';
      })
      .replace(element('exercise-target'), (_, name: string, inner: string) => {
        targets.push({ name, html: withoutParagraph(inner) });
        return '';
      }),
    (name) => name,
  );
  const help = rest.search(/<details class="exercise-(?:hint|solution)"/);
  const question = help < 0 ? rest : rest.slice(0, help);
  return {
    question: question.replace(/<p>\s*<\/p>/g, '').trim(),
    help: help < 0 ? '' : rest.slice(help),
    options,
    targets,
    feedback,
    blanks: [...question.matchAll(/<exercise-blank name="([^"]*)"/g)].map((match) => match[1] ?? ''),
  };
}

/** The text of a label holds no paragraph. */
function withoutParagraph(html: string): string {
  const text = html.trim();
  const inner = /^<p>([\s\S]*)<\/p>$/.exec(text)?.[1];
  return inner !== undefined && !inner.includes('<p>') ? inner : text;
}

/** Writes the given values into their places. Throws an Error naming one that the variant does not have. */
export function fillGivens(html: string, given: Givens, language: Language): string {
  return html.replace(/<exercise-given name="([^"]*)"><\/exercise-given>/g, (_, name: string) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (!value) throw new Error(`no given “${name}”; there are ${Object.keys(given).join(', ')}`);
    const text = escapeHtml(showGiven(value, language));
    // Words are text: they wrap, and stand at the start of a table's cell.
    // A number among them, as an entry of a matrix, does not.
    const whole = /^[−-]?[\d.,]+$/.test(text) ? ' class="whole"' : '';
    if (!('value' in value)) return `<span${whole} data-given="${name}">${text}</span>`;
    return `<data class="value" value="${value.value}" data-given="${name}">${text}</data>`;
  });
}

/** Puts an input into each blank. */
export function fillBlanks(html: string, idOf: (name: string) => string): string {
  return html.replace(
    /<exercise-blank name="([^"]*)" value="([^"]*)"><\/exercise-blank>/g,
    (_, name: string, label: string) =>
      `<input type="text" class="exercise-input exercise-blank" id="${idOf(name)}" data-part="${name}" data-input ` +
      `aria-label="${label}" autocomplete="off" autocapitalize="off" spellcheck="false" size="9">`,
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
