/**
 * What stays behind. Every figure is opened, operated and closed 200 times; all lessons are walked through 20 times, as pages and as
 * a deck; the laboratory trains for half an hour (`--minutes`). After garbage collection nothing may be more than 5 % above the start,
 * nor rise over the last half: `tools/lib/leaks/verdict.ts` says how that is told from noise. `--only lr-llama-tree`, `--only training`.
 */
import { type Audit, demandChosen, isChosen } from '../lib/audit.ts';
import { builtPages } from '../lib/builtPages.ts';
import { deck } from '../lib/leaks/deck.ts';
import { figureSubjects } from '../lib/leaks/figures.ts';
import { launchForLeaks } from '../lib/leaks/subject.ts';
import { trainingFor } from '../lib/leaks/training.ts';
import { judge, type Verdict } from '../lib/leaks/verdict.ts';
import { walk } from '../lib/leaks/walk.ts';

const MINUTES = 30;

const shown = (name: string, { start, end, slope, z }: Verdict): string =>
  `${name} ${start} → ${end}${z > 0 ? ` (slope ${slope.toFixed(1)}, z ${z.toFixed(1)})` : ''}`;

const audit: Audit = {
  title: 'leaks: figures 200 times, lessons 20 times, training for half an hour',
  async run({ site, root, options }) {
    const subjects = [
      ...figureSubjects(builtPages(root)),
      walk,
      deck,
      trainingFor(options.minutes ?? MINUTES),
    ].filter(({ name }) => isChosen(name, options));
    demandChosen(subjects.length, options);
    const failures: string[] = [];
    const report: Record<string, unknown> = {};
    for (const subject of subjects) {
      // One browser a subject: what one leaves in its processes is not the next one's.
      const browser = await launchForLeaks();
      try {
        const samples = await subject.measure(browser, site);
        const verdicts = judge(samples);
        report[subject.name] = { verdicts, samples };
        for (const [name, { fault }] of Object.entries(verdicts))
          if (fault) failures.push(`${subject.name}: ${name} ${fault}`);
        console.log(
          `  ${subject.name}: ${Object.entries(verdicts)
            .map(([name, verdict]) => shown(name, verdict))
            .join('; ')}`,
        );
      } catch (error) {
        failures.push(`${subject.name}: ${String(error)}`);
      } finally {
        await browser.close();
      }
    }
    return { failures, report };
  },
};

export default audit;
