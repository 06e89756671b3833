import type { AstroGlobal } from 'astro';
import { type Language, languageOf } from '../i18n/languages';

/** The language of the page that a word of the vocabulary stands on. MDX hands components no context of its own. */
export function languageOfPage(astro: Pick<AstroGlobal, 'params'>): Language {
  return languageOf(astro.params['language']);
}

/** The lesson that a word of the vocabulary stands in: by the page's address, but for the course's deck, which says it. */
export function lessonOfPage({ locals, params }: Pick<AstroGlobal, 'locals' | 'params'>): string {
  const slug = locals.lesson ?? params['slug'];
  if (slug === undefined) throw new Error('this word of the vocabulary belongs in a lesson');
  return slug;
}
