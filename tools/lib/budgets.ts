/**
 * What a page of each layout may take from the network before its reader touches anything, in bytes with gzip, fonts as they are.
 * `tests/site/budgets.test.ts` holds every page to it, and the budget to the largest page: one that has grown slack is made tighter.
 */
import type { Layout } from './layouts.ts';
import type { Weight } from './pageWeight.ts';

export const BUDGETS: Readonly<Record<Layout, Weight>> = {
  home: { html: 9_800, css: 20_100, js: 8_000, fonts: 38_000, total: 79_000 },
  lesson: { html: 76_000, css: 25_000, js: 9_500, fonts: 96_000, total: 220_000 },
  calculator: { html: 37_000, css: 20_100, js: 7_700, fonts: 66_000, total: 135_000 },
  lab: { html: 26_000, css: 25_000, js: 7_700, fonts: 38_000, total: 99_000 },
  exercises: { html: 20_700, css: 22_000, js: 10_800, fonts: 100_000, total: 168_000 },
  gallery: { html: 126_000, css: 25_000, js: 7_700, fonts: 80_000, total: 246_000 },
  text: { html: 15_200, css: 20_600, js: 2_525, fonts: 66_000, total: 95_000 },
  embed: { html: 22_000, css: 25_000, js: 8_100, fonts: 80_000, total: 126_000 },
  wall: { html: 51_000, css: 40_000, js: 8_500, fonts: 94_000, total: 201_000 },
  speaker: { html: 53_000, css: 28_000, js: 8_500, fonts: 94_000, total: 191_000 },
  handout: { html: 52_000, css: 29_000, js: 15_000, fonts: 94_000, total: 197_000 },
  door: { html: 560, css: 3_200, js: 780, fonts: 0, total: 4_360 },
};

/** How far a budget may lie above the largest page of its layout. */
export const SLACK = 0.15;
