/** A hundred thousand damaged files for each reader of what a stranger gives. Refusals by their reason stand in the report. */
import type { Audit } from '../lib/audit.ts';
import { FUZZERS } from '../lib/fuzz/all.ts';

const INPUTS = 100_000;
const SEED = 1;

/** Milliseconds that no small file may take. */
const SLOWEST = 2000;

const audit: Audit = {
  title: `damaged files, ${INPUTS} for each reader`,
  async run() {
    const failures: string[] = [];
    const report: Record<string, unknown> = {};
    for (const [name, fuzz] of Object.entries(FUZZERS)) {
      try {
        const found = fuzz(INPUTS, SEED);
        report[name] = found;
        console.log(`  ${name}: ${found.read} read, slowest ${found.slowest.toFixed(1)} ms`);
        if (found.slowest > SLOWEST) failures.push(`${name}: ${found.slowest} ms for one file`);
      } catch (error) {
        failures.push(`${name}: ${String(error)}`);
      }
    }
    return { failures, report };
  },
};

export default audit;
