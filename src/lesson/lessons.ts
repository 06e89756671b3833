import { type CollectionEntry, getCollection } from 'astro:content';
import { LANGUAGES, type Language } from '../i18n/languages';

/** A lesson in one language, in the order of the course. */
export interface Lesson {
  readonly language: Language;
  readonly number: number;
  readonly slug: string;
  readonly entry: CollectionEntry<'lessons'>;
}

const FILE = /^(\w+)\/(\d\d)-([a-z0-9-]+)$/;

export async function lessonsIn(language: Language): Promise<readonly Lesson[]> {
  const entries = await getCollection('lessons', ({ id }) => id.startsWith(`${language}/`));
  return entries
    .map((entry): Lesson => {
      const [, , number, slug] = FILE.exec(entry.id) ?? [];
      if (number === undefined || slug === undefined) throw new Error(`bad lesson file name: ${entry.id}`);
      return { language, number: Number(number), slug, entry };
    })
    .sort((one, other) => one.number - other.number);
}

/** For `getStaticPaths`: every page of the course exists in each language. */
export function languagePaths() {
  return LANGUAGES.map((language) => ({ params: { language } }));
}
