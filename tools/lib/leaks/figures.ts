/** Every figure of the course, the laboratory's two among them: opened, operated and closed, 200 times. */
import type { BuiltPage } from '../builtPages.ts';
import { watch } from './census.ts';
import { figureRounds } from './figureRounds.ts';
import { type Subject, sampleEvery } from './subject.ts';

const ROUNDS = 200;
const ROUNDS_A_SAMPLE = 10;
/** Further samples at the start, not judged. */
const WARM_UP = 4;
const TRAIN_EVERY = 25;

interface Figure {
  /** The element. */
  tag: string;
  /** The page on which it stands, `en/embed/zero-stages/`. */
  path: string;
}

/** The figures that have a page to be embedded from, and what stands in the laboratory alone. */
function figuresOf(pages: readonly BuiltPage[]): Figure[] {
  return pages
    .filter(({ path }) => /^\/en\/(embed\/.+|lab)\/$/.test(path))
    .flatMap(({ path, html }) =>
      [...html.matchAll(/<(lr-[a-z-]+)\s/g)].map(([, tag = '']) => ({ tag, path: path.slice(1) })),
    );
}

const subjectOf = ({ tag, path }: Figure): Subject => ({
  name: `figure ${tag}`,
  async measure(browser, site) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setBypassServiceWorker(true);
    await page.goto(site + path, { waitUntil: 'load' });
    const { census } = await watch(page);
    const rounds = (sample: number) =>
      page.evaluate(figureRounds, {
        tag,
        first: 1 + sample * ROUNDS_A_SAMPLE,
        count: ROUNDS_A_SAMPLE,
        trainEvery: TRAIN_EVERY,
      });
    const samples = await sampleEvery(ROUNDS / ROUNDS_A_SAMPLE, WARM_UP, rounds, census);
    await context.close();
    return samples;
  },
});

export const figureSubjects = (pages: readonly BuiltPage[]): Subject[] => figuresOf(pages).map(subjectOf);
