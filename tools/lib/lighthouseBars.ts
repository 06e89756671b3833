/** What Lighthouse must give a page, and when enough runs are done to know. */
export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
export type Category = (typeof CATEGORIES)[number];
export type Scores = Record<Category, number>;

export const RUNS = 3;

/**
 * What each category must reach on a page. The two that compute most are let off a little; so are their own figures
 * when they stand alone in a frame.
 */
export function barsOf(path: string): Scores {
  const computes = /^\/\w+\/(lab|calculator|embed\/(memory-calculator|lab-run))\/$/.test(path);
  return { performance: computes ? 0.95 : 0.98, accessibility: 1, 'best-practices': 1, seo: 1 };
}

/**
 * Whether the median of `RUNS` runs is known already to meet its bar, or to miss it: it is once more than half of them
 * agree, so two runs mostly do.
 */
export function settled(runs: readonly Scores[], bars: Scores): boolean {
  const majority = Math.floor(RUNS / 2) + 1;
  return CATEGORIES.every((category) => {
    const met = runs.filter((scores) => scores[category] >= bars[category]).length;
    return Math.max(met, runs.length - met) >= majority;
  });
}
