/** Lighthouse on a simulated mobile phone, on every page in both languages: the median of three runs of each category. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { type Result } from 'lighthouse';
import { type Audit, demandChosen, isChosen } from '../lib/audit.ts';
import { asksNoIndex, type BuiltPage, builtPages, inLanguages } from '../lib/builtPages.ts';
import { openDebugPort } from '../lib/debug-port.ts';
import { barsOf, CATEGORIES, type Category, RUNS, type Scores, settled } from '../lib/lighthouseBars.ts';
import { serveSite } from '../serve.mjs';

interface Row {
  page: string;
  /** The median of the runs; of an even number, the lower of the two in the middle. */
  scores: Scores;
  runs: number;
  /** The audits that cost points in the run that was slowest, by category. */
  costs: Partial<Record<Category, string[]>>;
  /** Milliseconds, but for the layout shift; of the run in the middle. */
  metrics: Record<string, number>;
  /** Lighthouse's own measure of the machine's speed, of the run in the middle: where it is low, the machine was busy with something else. */
  machine: number;
}

/** Lighthouse now and then loses a page's trace ("please run Lighthouse again"): that is no finding about the page. */
const ATTEMPTS = 3;

async function measure(url: string, skipAudits: string[]): Promise<Result> {
  let trouble = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // A fresh browser a run: no warm cache, no service worker of the run before.
    const browser = await openDebugPort();
    try {
      const outcome = await lighthouse(url, {
        port: browser.port,
        logLevel: 'error',
        onlyCategories: [...CATEGORIES],
        skipAudits,
      });
      if (outcome && !outcome.lhr.runtimeError) return outcome.lhr;
      trouble = outcome?.lhr.runtimeError?.message ?? 'no result';
    } finally {
      await browser.close();
    }
  }
  throw new Error(`Lighthouse could not measure ${url}: ${trouble}`);
}

const scoresOf = ({ categories }: Result) =>
  Object.fromEntries(CATEGORIES.map((category) => [category, categories[category]?.score ?? 0])) as Scores;

function costs(result: Result, category: Category): string[] {
  return (result.categories[category]?.auditRefs ?? []).flatMap(({ id, weight }) => {
    const audit = result.audits[id];
    const lost = weight > 0 && audit?.score != null && audit.score < 1;
    return lost ? [`${id} ${audit.score}${audit.displayValue ? ` (${audit.displayValue})` : ''}`] : [];
  });
}

const METRICS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
];

/** The lower median. */
const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;

function toRow(page: string, results: readonly Result[]): Row {
  const all = results.map(scoresOf);
  const scores = Object.fromEntries(
    CATEGORIES.map((category) => [category, median(all.map((each) => each[category]))]),
  ) as Scores;
  const slowest = results.toSorted((a, b) => scoresOf(a).performance - scoresOf(b).performance)[0];
  const below = CATEGORIES.filter((category) => scores[category] < 1);
  return {
    page,
    scores,
    runs: results.length,
    costs: Object.fromEntries(below.map((category) => [category, slowest ? costs(slowest, category) : []])),
    metrics: Object.fromEntries(
      METRICS.map((id) => [id, median(results.map(({ audits }) => audits[id]?.numericValue ?? Number.NaN))]),
    ),
    machine: median(results.map(({ environment }) => environment.benchmarkIndex)),
  };
}

/** A page that asks not to be listed cannot pass the one audit that says it can be. */
const skippedOn = (html: string): string[] => (asksNoIndex(html) ? ['is-crawlable'] : []);

async function measurePage(site: string, { path, html }: BuiltPage): Promise<Row> {
  const bars = barsOf(path);
  const results: Result[] = [];
  while (results.length < RUNS && !settled(results.map(scoresOf), bars))
    results.push(await measure(new URL(path.slice(1), site).href, skippedOn(html)));
  return toRow(path, results);
}

/** What the machine and its browser cost by themselves: a page of one word. No page can be expected to do better. */
async function measureNothing(): Promise<Row> {
  const root = mkdtempSync(join(tmpdir(), 'low-rank-nothing-'));
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Nothing</title><p>Nothing</p>',
  );
  const site = await serveSite({ root, port: 0 });
  try {
    const results: Result[] = [];
    for (let run = 0; run < RUNS; run++) results.push(await measure(site.url, []));
    return toRow('a page of one word', results);
  } finally {
    await site.close();
    rmSync(root, { recursive: true, force: true });
  }
}

const audit: Audit = {
  title: 'Lighthouse, mobile, median of three, every page',
  async run({ site, root, options }) {
    const nothing = await measureNothing();
    console.log(
      `  ${nothing.page.padEnd(32)} performance ${nothing.scores.performance.toFixed(2)}, blocked for ${nothing.metrics['total-blocking-time']} ms`,
    );
    const rows: Row[] = [nothing];
    const failures: string[] = [];
    for (const page of inLanguages(builtPages(root)).filter(({ path }) => isChosen(path, options))) {
      const row = await measurePage(site, page);
      rows.push(row);
      const bars = barsOf(page.path);
      for (const category of CATEGORIES) {
        if (row.scores[category] >= bars[category]) continue;
        const reasons = row.costs[category]?.join(', ');
        failures.push(`${page.path} ${category} ${row.scores[category]} < ${bars[category]}: ${reasons}`);
      }
      const scores = CATEGORIES.map((name) => `${name} ${row.scores[name].toFixed(2)}`).join('  ');
      console.log(`  ${page.path.padEnd(32)} ${scores}  (${row.runs} runs, machine ${row.machine})`);
    }
    demandChosen(rows.length - 1, options);
    return { failures, report: rows };
  },
};

export default audit;
