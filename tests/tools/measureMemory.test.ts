import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { modelById } from '../../src/facts/models';
import { measurementSchema } from '../../src/facts/schema';
import { type DetailedSetup, detailedMemory, validateDetailedSetup } from '../../src/theory/detailed';
import { countTrainable } from '../../src/theory/methods';
import grid from '../../tools/measure-memory/grid.json';

const FOLDER = 'tools/measure-memory';
const URL = 'https://example.org/';

/** Python without the folders that it would leave beside its sources. */
function python(...options: string[]) {
  return spawnSync('python3', options, {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: FOLDER },
  });
}

const hasPython = python('--version').status === 0;
if (!hasPython) {
  console.warn(`python3 is missing: ${FOLDER} itself was not run, only its committed grid.json was checked.`);
}

/** A row's set-up with the architecture of its model. */
function wholeSetup(row: (typeof grid.rows)[number]): DetailedSetup {
  const setup = row.setup as Omit<DetailedSetup, 'architecture'>;
  return { ...setup, architecture: modelById(row.model).architecture };
}

describe('the grid of runs', () => {
  it('has every size, method, batch, length and recomputation once', () => {
    const runs = grid.rows.map(({ model, setup }) =>
      [model, setup.method, setup.batch, setup.sequence, setup.recompute].join(' '),
    );
    expect(new Set(runs).size).toBe(3 * 3 * 2 * 2 * 2);
    expect(runs.length).toBe(72);
    expect(new Set(grid.rows.map(({ id }) => id)).size).toBe(72);
  });

  it.each(grid.rows)('$id is a set-up of the detailed model', (row) => {
    const setup = wholeSetup(row);
    expect(() => validateDetailedSetup(setup)).not.toThrow();
    expect(detailedMemory(setup).total).toBeGreaterThan(0);
    if (setup.method !== 'full') expect(setup.trainable).toBe(countTrainable(setup.architecture, setup));
  });

  it('is a row of measurements.json but for its page, outcome and note', () => {
    const missing = {
      url: URL,
      outcome: { kind: 'bytes', measured: 1, readFrom: 'allocator' },
      note: { en: 'a', zh: '一' },
    };
    for (const row of grid.rows) {
      expect([row.url, row.outcome, row.note]).toEqual([null, null, null]);
      expect(measurementSchema.safeParse({ ...row, ...missing }).error?.issues ?? [], row.id).toEqual([]);
    }
  });
});

describe.skipIf(!hasPython)('measure.py', () => {
  const measure = (...options: string[]) => python(`${FOLDER}/measure.py`, ...options);

  it('prints the committed grid when run dry', () => {
    const { status, stdout, stderr } = measure('--dry-run');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(grid);
  });

  it('takes some of the sizes, and a page', () => {
    const { rows } = JSON.parse(measure('--dry-run', '--sizes', '3b', '--url', URL).stdout);
    expect(rows.length).toBe(24);
    for (const { model, url } of rows) expect([model, url]).toEqual(['llama-3.2-3b', URL]);
  });

  it.each([
    [['--dry-run', '--sizes', '2b'], "'2b' is none of 1b, 3b, 7b"],
    [['--dry-run', '--steps', '1'], "'1' is no whole number from 2 on"],
    [['--dry-run', '--url', 'http://a'], "'http://a' is no https address"],
    [[], 'say with --out where the rows shall be written'],
  ])('refuses %j', (options, sentence) => {
    const { status, stderr } = measure(...options);
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
  });

  it('names what is not installed', () => {
    const code = `import sys, machine, measure
measure.missing_packages = lambda: ["torch", "peft"]
sys.argv = ["measure.py", "--out", "never-written.json"]
measure.main()`;
    const { status, stderr } = python('-c', code);
    expect(status).toBe(1);
    expect(stderr.trim()).toBe('Not installed here: torch, peft. Nothing was measured.');
  });

  it('makes rows of results that measurements.json takes, on cards that it knows and others', () => {
    const code = `import json, runs, machine
rows = []
for name, memory in (("NVIDIA A100-SXM4-80GB", 84974239744), ("NVIDIA RTX 9999", 25294995456)):
    card = {"id": machine.card_id(name, memory), "name": name, "memory": memory}
    packages = {"torch": "2.0", "bitsandbytes": None}
    for result in ({"fits": True, "allocated": 123, "reserved": 456}, {"fits": False}):
        row = runs.grid(["1b"], url="${URL}")[0]
        rows.append(runs.finished(row, result, {"card": card, "packages": packages}))
print(json.dumps(rows))`;
    const { stdout, stderr } = python('-c', code);
    expect(stderr).toBe('');
    const rows = JSON.parse(stdout);
    for (const row of rows) expect(measurementSchema.safeParse(row).error?.issues ?? [], row.id).toEqual([]);
    expect(rows.map(({ outcome }: { outcome: object }) => outcome)).toEqual([
      { kind: 'bytes', measured: 123, readFrom: 'allocator' },
      { kind: 'fits', card: 'a100-80g', memory: 84974239744, fits: false },
      { kind: 'bytes', measured: 123, readFrom: 'allocator' },
      { kind: 'fits', card: 'rtx-9999-24g', memory: 25294995456, fits: false },
    ]);
    expect(rows[0].note.en).toBe('Measured on one NVIDIA A100-SXM4-80GB, with torch 2.0.');
    expect(rows[0].id).toBe('measured-a100-80g-llama-3.2-1b-full-b1-t512-none');
  });

  it('compiles, the parts that need a GPU too', () => {
    const code = `import glob
for name in sorted(glob.glob("${FOLDER}/*.py")):
    compile(open(name, encoding="utf-8").read(), name, "exec")
    print(name)`;
    const { stdout, stderr } = python('-c', code);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n').length).toBe(5);
  });
});
