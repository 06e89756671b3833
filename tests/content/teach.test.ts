import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { frontMatterOf, LESSONS, type LessonSource, wordsIn } from './lessons';

/** Minutes of a deck's title slide, which `Slides.astro` adds, and of a question, of which no slide says so. */
const [TITLE, QUESTION, LECTURE] = [1, 3, 90];

interface Deck {
  readonly title: string;
  readonly slug: string;
  readonly minutes: ReadonlyMap<string, number>;
  readonly exercises: readonly string[];
}

function deckOf({ file, text }: LessonSource): Deck {
  const words = wordsIn(text);
  const slides = words.filter(({ name }) => name === 'Slide');
  return {
    title: `${Number(file.slice(0, 2))} · ${/^title: "?(.*?)"?$/m.exec(frontMatterOf(text))?.[1]}`,
    slug: file.replace(/^\d+-|\.mdx$/g, ''),
    minutes: new Map(slides.map(({ attributes: { title = '', minutes } }) => [title, Number(minutes)])),
    exercises: words
      .filter(({ name }) => name === 'Exercise')
      .map(({ attributes }) => attributes['name'] ?? ''),
  };
}

/** The plans of a page: each a table whose rows begin with a time of the day's clock. */
function plansIn(text: string): readonly (readonly (readonly string[])[])[] {
  const lines = text.split('\n').map((line) => (/^\| \d:\d\d \|/.test(line) ? line : ''));
  return lines
    .join('\n')
    .split(/\n{2,}/)
    .filter((table) => table.trim() !== '')
    .map((table) => table.trim().split('\n'))
    .map((rows) =>
      rows.map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
    );
}

describe.each(LANGUAGES)('the plans of the page for teachers, %s', (language) => {
  const text = readFileSync(`content/pages/${language}/teach.mdx`, 'utf8');
  const decks = LESSONS.filter((lesson) => lesson.language === language).map(deckOf);
  const plans = plansIn(text);

  it('are one of a lecture and three of meetings, which have every deck', () => {
    expect(plans).toHaveLength(4);
    const whole = plans.slice(1).flatMap((rows) => rows.map(([, , name]) => name ?? ''));
    expect(whole.filter((name) => name.startsWith('**'))).toEqual(decks.map(({ title }) => `**${title}**`));
  });

  it.each(plans.map((rows, index) => ({ rows, isWhole: index > 0 })))(
    'have minutes and names of slides and questions as the decks have them: $rows.0.2',
    ({ rows, isWhole }) => {
      let deck: Deck | undefined;
      let at = 0;
      for (const [index, [from, minutes, name = '']] of rows.entries()) {
        expect(from, name).toBe(`${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`);
        at += Number(minutes);
        const question =
          /^<PageLink to="lessons\/([a-z-]+)\/#exercise-([a-z0-9-]+)">\D*(\d+)\D*<\/PageLink>$/.exec(name);
        if (name.startsWith('**')) {
          deck = decks.find(({ title }) => name === `**${title}**`);
          const all = [...(deck?.minutes.values() ?? [])].reduce((sum, each) => sum + each, TITLE);
          expect(Number(minutes), name).toBe(isWhole ? all : TITLE);
        } else if (question) {
          expect([question[1], deck?.exercises[Number(question[3]) - 1]]).toEqual([deck?.slug, question[2]]);
          expect(Number(minutes), name).toBe(QUESTION);
        } else if (index < rows.length - 1) expect(deck?.minutes.get(name), name).toBe(Number(minutes));
      }
      // What is last is the room's own time.
      expect(Number(rows.at(-1)?.[1])).toBeGreaterThanOrEqual(5);
      expect(at).toBe(LECTURE);
    },
  );

  it('name slides that there are', () => {
    const titles = decks.flatMap(({ minutes }) => [...minutes.keys()]);
    const named = plans
      .slice(1)
      .flatMap((rows) => rows.flatMap((row) => [...(row[3] ?? '').matchAll(/“(.*?)”/g)]));
    expect(named.length).toBeGreaterThan(10);
    for (const [, title] of named) expect(titles).toContain(title);
  });
});
