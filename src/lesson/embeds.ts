import type { Language } from '../i18n/languages';
import { interfaceOf } from '../i18n/messages';
import CheckedRuns from '../widgets/checked-runs/CheckedRuns.astro';
import { CHECKED_RUNS_SCHEMA } from '../widgets/checked-runs/state';
import { figuresIn } from './figurePlaces';
import { FIGURES } from './figures';
import { furtherStates } from './galleryStates';
import type { Lesson } from './lessons';

/** A place of the course that shows a figure. */
export interface EmbedPlace {
  /** Path of its page below the language, `lessons/practice/`. Its last folder names the place in the address of an embedded figure. */
  readonly path: string;
  readonly title: string;
  /** The figure's id there. */
  readonly id: string;
  /** The query that the figure starts from there. */
  readonly start: string;
}

/** The figures that pages of other sites may show: those of lessons, and the one that stands below the calculator alone. */
const EMBEDDED = {
  ...FIGURES,
  'checked-runs': { component: CheckedRuns, schema: CHECKED_RUNS_SCHEMA },
} as const;
export type EmbeddedName = keyof typeof EMBEDDED;
export const EMBEDDED_NAMES = Object.keys(EMBEDDED) as readonly EmbeddedName[];

/** Figures of the calculator's page, which has no text to read them from. */
const ON_CALCULATOR: readonly EmbeddedName[] = ['memory-calculator', 'checked-runs'];

/** Parameters of an embedded figure's address that are not the figure's state (`layouts/scripts/embed.ts`). */
const TAKEN = ['v', 'figure', 'from', 'theme'];

/** The figure's build-time half. Throws an Error where a field's name means something else in the address of an embedded figure. */
export function embeddedComponent(name: EmbeddedName) {
  const { component, schema } = EMBEDDED[name];
  const clash = Object.keys(schema).filter((field) => TAKEN.includes(field));
  if (clash.length > 0) throw new Error(`figure “${name}”: ${clash.join(', ')} cannot name a field`);
  return component;
}

/** The query that is read from the state `start` for each further state that the gallery shows. */
export function galleryStatesOf(name: EmbeddedName, start: string, count: number): readonly string[] {
  return furtherStates(EMBEDDED[name].schema as never, start, count);
}

/** Where the course shows a figure, lessons first. One that stands nowhere yet has no page to lead back to, and so none of its own. */
export function placesOfFigure(
  name: EmbeddedName,
  language: Language,
  lessons: readonly Lesson[],
): readonly EmbedPlace[] {
  const inLessons = lessons.flatMap(({ slug, entry }) =>
    figuresIn(entry.body ?? '')
      .filter((use) => use.name === name)
      .map(({ id, start }) => ({ path: `lessons/${slug}/`, title: entry.data.title, id, start })),
  );
  const title = interfaceOf(language)('calculator.pageTitle');
  const elsewhere = ON_CALCULATOR.includes(name) ? [{ path: 'calculator/', title, id: name, start: '' }] : [];
  return [...inLessons, ...elsewhere];
}
