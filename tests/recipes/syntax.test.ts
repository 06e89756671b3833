import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import type { Recipe } from '../../src/recipes';
import { anyRun, fileOf, readYaml, recipeFrom, stateOf } from './support';

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const python = has('python3', '--version');
const bash = has('bash', '--version');
const pyYaml = python && has('python3', '-c', 'import yaml');

/** Random recipes, the same each time, in both languages. */
const sample: readonly Recipe[] = fc
  .sample(anyRun, { numRuns: 80, seed: 8 })
  .flatMap(({ state, sharding }) => LANGUAGES.map((language) => recipeFrom(state, sharding, language)))
  .filter(({ files }) => files.length > 0);

/** Writes the files of that name into a folder, each under a number. */
function written(name: string, use: (paths: readonly string[]) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
  try {
    const paths = sample.map((recipe, index) => {
      const path = join(folder, String(index), name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, fileOf(recipe, name));
      return path;
    });
    use(paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('what recipes write', () => {
  it('has recipes to look at', () => {
    expect(sample.length).toBeGreaterThan(100);
  });

  // Without Python there is nothing that could say so; everything else here still runs.
  it.skipIf(!python)('compiles as Python (skipped without python3)', () => {
    written('train.py', (paths) => {
      execFileSync('python3', ['-m', 'py_compile', ...paths]);
      // The compiler is really at work: the same with one bracket less does not pass.
      const broken = join(dirname(paths[0] ?? ''), 'broken.py');
      writeFileSync(broken, fileOf(sample[0] as Recipe, 'train.py').replace('SFTConfig(', 'SFTConfig'));
      expect(has('python3', '-m', 'py_compile', broken)).toBe(false);
    });
  });

  it.skipIf(!bash)('parses as a shell script (skipped without bash)', () => {
    written('launch.sh', (paths) => {
      for (const path of paths) execFileSync('bash', ['-n', path]);
    });
  });

  it('reads back as YAML and JSON', () => {
    for (const recipe of sample) {
      for (const { name, text } of recipe.files) {
        if (name.endsWith('.yaml')) expect(Object.keys(readYaml(text)).length, name).toBeGreaterThan(5);
        if (name.endsWith('.json')) expect(typeof JSON.parse(text), name).toBe('object');
        if (name.endsWith('.jsonl')) {
          for (const line of text.trimEnd().split('\n')) {
            expect(Object.keys(JSON.parse(line))).toEqual(['prompt', 'completion']);
          }
        }
      }
    }
  });

  it.skipIf(!pyYaml)('means to PyYAML what it means to us (skipped without PyYAML)', () => {
    for (const name of ['accelerate.yaml', 'llamafactory.yaml']) {
      written(name, (paths) => {
        const code =
          'import json, sys, yaml; print(json.dumps([yaml.safe_load(open(p, encoding="utf-8")) or {} for p in sys.argv[1:]]))';
        const read = JSON.parse(execFileSync('python3', ['-c', code, ...paths], { encoding: 'utf8' }));
        expect(read).toEqual(sample.map((recipe) => readYaml(fileOf(recipe, name))));
      });
    }
  });

  it('refuses in our own reader what is no YAML', () => {
    expect(() => readYaml('a: yes\n')).toThrow();
    expect(() => readYaml('a: 1\na: 2\n')).toThrow();
    expect(() => readYaml('- a\n')).toThrow();
  });

  it('keeps its requirements to one pinned version a line', () => {
    for (const recipe of sample) {
      for (const line of fileOf(recipe, 'requirements.txt').trimEnd().split('\n')) {
        expect(line).toMatch(/^[a-z-]+==\d+(\.\w+)+$/);
      }
    }
  });

  it('needs bitsandbytes, DeepSpeed and FlashAttention only where it uses them', () => {
    const requirements = (query: string) => fileOf(recipeFrom(stateOf(query)), 'requirements.txt');
    expect(requirements('method=lora')).not.toMatch(/bitsandbytes|deepspeed|flash-attn/);
    expect(requirements('method=qlora')).toMatch(/bitsandbytes/);
    expect(requirements('view=detailed&method=lora&gpus=2')).toMatch(/deepspeed/);
    expect(requirements('view=detailed&method=lora&batch=4')).toMatch(/flash-attn/);
    expect(requirements('view=detailed&method=lora&optimizer=paged-adamw-8bit')).toMatch(/bitsandbytes/);
  });
});
