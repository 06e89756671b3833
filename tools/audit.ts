/**
 * `npm run audit`: the slow checks, one after the other, so that only one Chromium runs at a time. Each file in
 * tools/audit/ is one; `npm run audit -- lighthouse` runs that one alone, `-- lighthouse --only lessons/lora/` on a part.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Audit, AuditOptions } from './lib/audit.ts';
import { runAsCommand } from './lib/command.mjs';
import { freshSite } from './lib/freshSite.ts';
import { ROOT } from './lib/npm.mjs';
import { serveSite } from './serve.mjs';

const FOLDER = join(import.meta.dirname, 'audit');
const REPORTS = join(ROOT, '.cache', 'audit');

function chosenAudits(asked: string[]): string[] {
  const names = readdirSync(FOLDER).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown) throw new Error(`There is no audit "${unknown}"; there are: ${names.join(', ')}.`);
  return asked.length > 0 ? asked : names;
}

function readCommand(): { names: string[]; options: AuditOptions } {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true, default: [] }, minutes: { type: 'string' } },
  });
  const options: AuditOptions = { only: values.only };
  if (values.minutes !== undefined) {
    options.minutes = Number(values.minutes);
    if (!(options.minutes > 0)) throw new Error(`--minutes takes a number above 0, not "${values.minutes}".`);
  }
  return { names: chosenAudits(positionals), options };
}

await runAsCommand(import.meta.url, async () => {
  const { names, options } = readCommand();
  const root = await freshSite();
  const site = await serveSite({ root, port: 0 });
  mkdirSync(REPORTS, { recursive: true });
  const failures: string[] = [];
  for (const name of names) {
    const { default: audit } = (await import(`./audit/${name}.ts`)) as { default: Audit };
    console.log(`--- ${name}: ${audit.title}`);
    const result = await audit.run({ site: site.url, root, options });
    writeFileSync(join(REPORTS, `${name}.json`), `${JSON.stringify(result.report, null, 2)}\n`);
    failures.push(...result.failures.map((failure) => `${name}: ${failure}`));
  }
  await site.close();
  console.log(failures.length > 0 ? `Below the bars:\n  ${failures.join('\n  ')}` : 'All bars are met.');
  process.exitCode = failures.length > 0 ? 1 : 0;
});
