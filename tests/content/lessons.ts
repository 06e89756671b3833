import { readdirSync, readFileSync } from 'node:fs';
import { LANGUAGES, type Language } from '../../src/i18n/languages';

/** The lessons' sources, as authors wrote them. */
export interface LessonSource {
  readonly language: Language;
  readonly file: string;
  readonly text: string;
}

export const LESSONS: readonly LessonSource[] = LANGUAGES.flatMap((language) =>
  readdirSync(`content/lessons/${language}`)
    .sort()
    .map((file) => ({ language, file, text: readFileSync(`content/lessons/${language}/${file}`, 'utf8') })),
);

/** Every use of a word of the vocabulary, in order: its name and its attributes as text. */
export function wordsIn(text: string): { name: string; attributes: Record<string, string> }[] {
  return [...text.matchAll(/<([A-Z]\w*)((?:\s+[\w-]+(?:=(?:"[^"]*"|\{[^}]*\}))?)*)\s*\/?>/g)].map(
    (match) => ({
      name: match[1] ?? '',
      attributes: Object.fromEntries(
        [...(match[2] ?? '').matchAll(/([\w-]+)(?:=(?:"([^"]*)"|\{([^}]*)\}))?/g)].map((pair) => [
          pair[1] ?? '',
          pair[2] ?? pair[3] ?? '',
        ]),
      ),
    }),
  );
}

/** The ids of the headings, with their depth, in order. */
export function headingsIn(text: string): string[] {
  return [...text.matchAll(/^(#{2,3}) .*\[#([a-z0-9-]+)\]\s*$/gm)].map((match) => `${match[1]} ${match[2]}`);
}

/** The front matter's lines up to the first that is indented or free text: the keys alone. */
export function frontMatterOf(text: string): string {
  return /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '';
}
