import { hash32 } from '../../training/random';

/** What a package holds of a lesson that counts: the same in both languages. */
export interface CatalogueLesson {
  readonly slug: string;
  /** The ids of its sections, in order. */
  readonly sections: readonly string[];
  /** The names of its exercises, in order, without the slug. */
  readonly exercises: readonly string[];
}

/** The lessons of a package, in the order of the course. */
export type Catalogue = readonly CatalogueLesson[];

/** Every exercise, as `<slug>/<name>`. */
export function exercisesOf(catalogue: Catalogue): readonly string[] {
  return catalogue.flatMap(({ slug, exercises }) => exercises.map((name) => `${slug}/${name}`));
}

/** Every section, as `<slug>#<id>`. */
export function sectionsOf(catalogue: Catalogue): readonly string[] {
  return catalogue.flatMap(({ slug, sections }) => sections.map((id) => `${slug}#${id}`));
}

export const KEY_BITS = 20;

/**
 * The short name of a lesson, a section or an exercise in saved data. Named by what they are and not by their place in a
 * list, records outlive a new version of the course: what is still there keeps its record, what is gone is dropped.
 */
export function keyOf(name: string): number {
  return hash32(name) >>> (32 - KEY_BITS);
}

/** Names by their keys. Throws an Error where two share one: the later needs another name. */
export function namesByKey(catalogue: Catalogue): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const slugs = catalogue.map(({ slug }) => slug);
  for (const name of [...slugs, ...sectionsOf(catalogue), ...exercisesOf(catalogue)]) {
    const other = names.get(keyOf(name));
    if (other !== undefined)
      throw new Error(`“${name}” and “${other}” have the same key in saved data: rename one of them`);
    names.set(keyOf(name), name);
  }
  return names;
}
