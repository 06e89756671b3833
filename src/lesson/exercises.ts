import { BANK } from '../exercises/bank';
import { showGiven } from '../exercises/given';
import type { Definition, Kind } from '../exercises/types';
import { drawVariant, FIRST_SEED } from '../exercises/variant';
import { renderFormula } from '../formula/render';
import type { Language } from '../i18n/languages';
import { fillFormula, showNumber } from '../quantities/show';
import type { Lesson } from './lessons';
import { symbolOf } from './notation';

/** An exercise as a list of all names it. */
export interface ListedExercise {
  /** `<slug>/<name>`. */
  readonly id: string;
  readonly name: string;
  /** Null for a self-check that nothing grades. */
  readonly kind: Kind | null;
  /** How the exercise begins, as HTML without anything to press; formulas and numbers as in the lesson. */
  readonly beginning: string;
}

const EXERCISE = /<Exercise\s+name="([^"]+)"[^>]*>([\s\S]*?)<\/Exercise>/g;

/** The names of a lesson's exercises, in its order, read from its source. */
export function exerciseNames({ entry }: Lesson): readonly string[] {
  return [...(entry.body ?? '').matchAll(EXERCISE)].map(([, name = '']) => name);
}

export function exercisesOf(lesson: Lesson): readonly ListedExercise[] {
  const { slug, language, entry } = lesson;
  return [...(entry.body ?? '').matchAll(EXERCISE)].map(([, name = '', text = '']) => {
    const id = `${slug}/${name}`;
    const definition = BANK[slug]?.[name];
    return {
      id,
      name,
      kind: definition?.kind ?? null,
      beginning: beginningOf(text, id, definition, language),
    };
  });
}

/** Shorter beginnings take the next sentence too. */
const LEAST = 60;

/**
 * The first sentence or two of an exercise. A lesson's source is MDX, of which a first paragraph knows little: text,
 * formulas, and words of the vocabulary. Rejected: rendering all nine lessons once more to cut this out of them.
 */
function beginningOf(
  text: string,
  id: string,
  definition: Definition | undefined,
  language: Language,
): string {
  const paragraph = text.trim().split(/\n\s*\n/)[0] ?? '';
  const given = definition === undefined ? {} : drawVariant(id, definition as never, FIRST_SEED).given;
  const pieces: string[] = [];
  /** What stands for a piece of HTML until the text is cut: one character that no author types. */
  const hold = (html: string): string => String.fromCharCode(0xe000 + pieces.push(html) - 1);
  const plain = paragraph
    .replace(/\$([^$]+)\$/g, (_, tex: string) => hold(renderFormula(fillFormula(tex, language))))
    .replace(/<(\w+)((?:\s+[\w-]+(?:=(?:"[^"]*"|\{[^}]*\}))?)*)\s*\/>/g, (_, word: string, rest: string) => {
      const { of = '', ...attributes } = attributesOf(rest);
      if (word === 'Value') return hold(escaped(showNumber(of, attributes, language).text));
      if (word === 'Sym') return hold(renderFormula(symbolOf(of, language).tex));
      const value = word === 'Given' ? given[of] : undefined;
      return value === undefined ? '' : hold(escaped(showGiven(value, language)));
    })
    .replace(/<[^>]*>/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return escaped(firstSentences(plain)).replace(
    /[\ue000-\uf8ff]/g,
    (held) => pieces[held.charCodeAt(0) - 0xe000] ?? '',
  );
}

function firstSentences(text: string): string {
  const sentences = text.match(/.*?(?:[.?!][”"]?(?=\s|$)|[。？！]”?)|.+$/g) ?? [text];
  let taken = '';
  for (const sentence of sentences) {
    if (taken.length >= LEAST) break;
    taken += sentence;
  }
  return taken.trim();
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|\{([^}]*)\}))?/g)].map(([, name = '', quoted, braced]) => [
      name,
      quoted ?? braced ?? '',
    ]),
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
