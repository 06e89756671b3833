import { LANGUAGES } from '../i18n/languages';
import { type Lesson, lessonsIn } from '../lesson/lessons';

/** The course as one deck: its windows show one lesson after the other. */
export const COURSE = 'course';

export interface DeckPage {
  /** Null for the course. */
  readonly lesson: Lesson | null;
  readonly lessons: readonly Lesson[];
}

/** For `getStaticPaths`: a deck for each lesson and one for the course, in each language. */
export async function deckPaths() {
  const all = await Promise.all(LANGUAGES.map((language) => lessonsIn(language)));
  return LANGUAGES.flatMap((language, index) => {
    const lessons = all[index] ?? [];
    return [null, ...lessons].map((lesson) => ({
      params: { language, slug: lesson?.slug ?? COURSE },
      props: { lesson, lessons } satisfies DeckPage,
    }));
  });
}
