/**
 * The build from nothing: at most 60 s on two cores; and with 3, 6 and 12 further rounds of the course's lessons, by a
 * number of seconds a lesson that does not grow. That number is taken from the time on the processor, of two builds of a
 * size the shorter, since neighbours on the machine lengthen it by up to a fifth; the 60 s are those of the first build, by
 * the clock. `--only cold` leaves the growing course out.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Audit, isChosen } from '../lib/audit.ts';
import { addLessons, copyProject } from '../lib/growCourse.ts';
import { lessonSlugs } from '../lib/lessonSlugs.ts';

const COLD_BAR = 60;
const CORES = 2;
/** Whole rounds of the course's own lessons, which differ in what they cost. */
const ROUNDS = [0, 3, 6, 12];
/** A lesson of the last rounds may take this much more than one of the first. */
const GROWTH = 1.15;

/** Astro's cache of content would lie in the packages' folder, which the copy shares. */
const SCRIPT = `
import { build } from 'astro';
const began = performance.now();
await build({ root: process.cwd(), cacheDir: './.cache-of-build', logLevel: 'error' });
const { userCPUTime, systemCPUTime } = process.resourceUsage();
console.log('BUILT', JSON.stringify({ seconds: (performance.now() - began) / 1000, cpu: (userCPUTime + systemCPUTime) / 1e6 }));
process.exit(0);
`;

export interface Built {
  lessons: number;
  pages: number;
  /** By the clock, and on the processor. */
  seconds: number;
  cpu: number;
}

async function build(folder: string): Promise<{ seconds: number; cpu: number }> {
  const [command, args] =
    process.platform === 'linux' && availableParallelism() > CORES
      ? ['taskset', ['-c', `0-${CORES - 1}`, process.execPath]]
      : [process.execPath, []];
  const { stdout } = await promisify(execFile)(command, [...args, '--input-type=module', '-e', SCRIPT], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: '' },
    maxBuffer: 1e8,
  });
  const line = /^BUILT (.*)$/m.exec(stdout)?.[1];
  if (!line) throw new Error(`the build said nothing of its time: ${stdout.slice(-500)}`);
  return JSON.parse(line);
}

const countPages = (folder: string): number =>
  readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  ).length;

export async function measure(more: number): Promise<Built> {
  const { folder, remove } = copyProject();
  try {
    const added = addLessons(folder, more);
    const { seconds, cpu } = await build(folder);
    const missing = added.find((slug) => !existsSync(join(folder, `dist/en/lessons/${slug}/index.html`)));
    if (missing) throw new Error(`the build left out the lesson ${missing}`);
    const lessons = readdirSync(join(folder, 'content/lessons/en')).length;
    return { lessons, pages: countPages(folder), seconds, cpu };
  } finally {
    remove();
  }
}

const audit: Audit = {
  title: `build from nothing, at most ${COLD_BAR} s on ${CORES} cores; its growth with lessons`,
  async run({ options }) {
    const failures: string[] = [];
    const bySize = new Map<number, Built>();
    // One size after the other, and again: what slows the machine for a while slows all of them.
    for (const rounds of isChosen('growth', options) ? [...ROUNDS, ...ROUNDS] : [0]) {
      const each = await measure(rounds * lessonSlugs().length);
      console.log(
        `  ${each.lessons} lessons, ${each.pages} pages: ${each.seconds.toFixed(1)} s, on the processor ${each.cpu.toFixed(1)} s`,
      );
      const first = bySize.get(rounds);
      bySize.set(rounds, first ? { ...first, cpu: Math.min(first.cpu, each.cpu) } : each);
    }
    const built = [...bySize.values()];
    const [cold] = built;
    if (cold && cold.seconds > COLD_BAR)
      failures.push(`a cold build took ${cold.seconds.toFixed(1)} s, more than ${COLD_BAR}`);
    const slopes = slopesOf(built);
    const [first, ...later] = slopes;
    if (first !== undefined)
      console.log(`  seconds a lesson: ${slopes.map((slope) => slope.toFixed(2)).join(', then ')}`);
    for (const slope of later)
      if (first !== undefined && slope > first * GROWTH)
        failures.push(
          `a lesson took ${slope.toFixed(2)} s, where it took ${first.toFixed(2)} s in a shorter course`,
        );
    return { failures, report: { built, slopes } };
  },
};

/** Seconds on the processor a lesson, from one size of the course to the next. */
export function slopesOf(built: readonly Pick<Built, 'lessons' | 'cpu'>[]): number[] {
  return built.slice(1).map(({ lessons, cpu }, index) => {
    const before = built[index];
    return before ? (cpu - before.cpu) / (lessons - before.lessons) : Number.NaN;
  });
}

export default audit;
