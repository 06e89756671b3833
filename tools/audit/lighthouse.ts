/** Lighthouse on a simulated mobile phone: the median of three runs by performance, on the pages a newcomer meets first. */
import lighthouse, { type Result } from 'lighthouse';
import type { Audit } from '../lib/audit.ts';
import { openDebugPort } from '../lib/debug-port.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Category = (typeof CATEGORIES)[number];
type Scores = Record<Category, number>;

const PAGES = [
  { path: '', performance: 0.98 },
  { path: 'lessons/memory/', performance: 0.98 },
  { path: 'calculator/', performance: 0.95 },
];
const RUNS = 3;

interface Row {
  page: string;
  scores: Scores;
  /** The audits that cost points, by category. */
  costs: Partial<Record<Category, string[]>>;
  metrics: Record<string, number>;
}

/** Lighthouse now and then loses a page's trace ("please run Lighthouse again"): that is no finding about the page. */
const ATTEMPTS = 3;

async function measure(url: string): Promise<Result> {
  let trouble = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // A fresh browser a run: no warm cache, no service worker of the run before.
    const browser = await openDebugPort();
    try {
      const outcome = await lighthouse(url, {
        port: browser.port,
        logLevel: 'error',
        onlyCategories: [...CATEGORIES],
      });
      if (outcome && !outcome.lhr.runtimeError) return outcome.lhr;
      trouble = outcome?.lhr.runtimeError?.message ?? 'no result';
    } finally {
      await browser.close();
    }
  }
  throw new Error(`Lighthouse could not measure ${url}: ${trouble}`);
}

const score = (result: Result, category: Category) => result.categories[category]?.score ?? 0;

function costs(result: Result, category: Category): string[] {
  return (result.categories[category]?.auditRefs ?? []).flatMap(({ id, weight }) => {
    const audit = result.audits[id];
    const lost = weight > 0 && audit?.score != null && audit.score < 1;
    return lost ? [`${id} ${audit.score}${audit.displayValue ? ` (${audit.displayValue})` : ''}`] : [];
  });
}

function toRow(page: string, result: Result): Row {
  const scores = Object.fromEntries(
    CATEGORIES.map((category) => [category, score(result, category)]),
  ) as Scores;
  const below = CATEGORIES.filter((category) => scores[category] < 1);
  const metrics = [
    'first-contentful-paint',
    'largest-contentful-paint',
    'total-blocking-time',
    'cumulative-layout-shift',
  ];
  return {
    page,
    scores,
    costs: Object.fromEntries(below.map((category) => [category, costs(result, category)])),
    metrics: Object.fromEntries(metrics.map((id) => [id, result.audits[id]?.numericValue ?? Number.NaN])),
  };
}

const audit: Audit = {
  title: 'Lighthouse, mobile, median of three',
  async run({ site }) {
    const rows: Row[] = [];
    const failures: string[] = [];
    for (const language of ['en', 'zh']) {
      for (const { path, performance } of PAGES) {
        const page = `/${language}/${path}`;
        const results: Result[] = [];
        for (let run = 0; run < RUNS; run++) results.push(await measure(new URL(page.slice(1), site).href));
        results.sort((a, b) => score(a, 'performance') - score(b, 'performance'));
        const row = toRow(page, results[Math.floor(RUNS / 2)] as Result);
        rows.push(row);
        for (const category of CATEGORIES) {
          const bar = category === 'performance' ? performance : 1;
          if (row.scores[category] >= bar) continue;
          const reasons = row.costs[category]?.join(', ');
          failures.push(`${page} ${category} ${row.scores[category]} < ${bar}: ${reasons}`);
        }
        console.log(
          `  ${page.padEnd(22)} ${CATEGORIES.map((name) => `${name} ${row.scores[name].toFixed(2)}`).join('  ')}`,
        );
      }
    }
    return { failures, report: rows };
  },
};

export default audit;
