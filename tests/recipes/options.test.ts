import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERSIONS } from '../../src/recipes';
import { anyRun, callsOf, fileOf, readYaml, recipeFrom, stateOf, type Yaml } from './support';

const fixture = (name: string) => JSON.parse(readFileSync(`tests/fixtures/recipes/${name}.json`, 'utf8'));
/** Read out of the installed libraries by `tools/recipe-signatures/signatures.py`. */
const SIGNATURES = fixture('signatures') as {
  versions: Record<string, string>;
  calls: Record<string, string[]>;
  values: Record<string, string[]>;
  accelerate: { configuration: string[]; keys: string[]; flags: string[] };
  Seq2SeqTrainingArguments: string[];
};
/** Read in the repositories of what needs a GPU or an environment of its own. */
const READ = fixture('read') as {
  DeepSpeed: { pinned: string; sources: string[] } & Record<
    'configuration' | 'bf16' | 'fp16' | 'data_types' | 'zero_optimization',
    string[]
  >;
  'LLaMA-Factory': {
    pinned: string;
    sources: string[];
    arguments: string[];
    values: Record<string, string[]>;
  };
};

describe('the versions that recipes pin', () => {
  it('are those whose signatures were read', () => {
    for (const [name, version] of Object.entries(SIGNATURES.versions)) {
      if (name in VERSIONS) expect(VERSIONS[name as keyof typeof VERSIONS], name).toBe(version);
    }
    expect(VERSIONS.deepspeed).toBe(READ.DeepSpeed.pinned);
    expect(VERSIONS.llamafactory).toBe(READ['LLaMA-Factory'].pinned);
  });
});

describe('every option that a recipe writes', () => {
  const runs = 400;

  it('is one that the called function takes, with a value that it knows', () => {
    fc.assert(
      fc.property(anyRun, ({ state, sharding }) => {
        for (const { name, options } of callsOf(fileOf(recipeFrom(state, sharding), 'train.py'))) {
          const known = SIGNATURES.calls[name];
          expect(known, `${name} is not in the fixture`).toBeDefined();
          for (const [option, value] of options) {
            expect(known, `${name}.${option}`).toContain(option);
            const values = SIGNATURES.values[option];
            const plain = value.replaceAll('"', '').replace('torch.', '');
            if (values) expect(values, `${name}.${option} = ${value}`).toContain(plain);
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('is a key of Accelerate’s configuration, or of the part that shards', () => {
    fc.assert(
      fc.property(anyRun, ({ state, sharding }) => {
        const text = fileOf(recipeFrom(state, sharding), 'accelerate.yaml');
        if (text === '') return;
        const { deepspeed_config: deepspeed, fsdp_config: fsdp, ...rest } = readYaml(text);
        const base = ['compute_environment', 'distributed_type', 'mixed_precision', 'use_cpu', 'debug'];
        for (const key of Object.keys(rest)) {
          expect([...SIGNATURES.accelerate.configuration, ...base]).toContain(key);
        }
        expect(SIGNATURES.values['distributed_type']).toContain(rest['distributed_type']);
        for (const part of [deepspeed, fsdp]) {
          for (const key of Object.keys((part ?? {}) as Yaml)) {
            expect(SIGNATURES.accelerate.keys).toContain(key);
          }
        }
        // Accelerate refuses what DeepSpeed's own file says already.
        if (deepspeed) expect(rest).not.toHaveProperty('mixed_precision');
      }),
      { numRuns: runs },
    );
  });

  it('is a key of DeepSpeed’s configuration', () => {
    fc.assert(
      fc.property(anyRun, ({ state, sharding }) => {
        const text = fileOf(recipeFrom(state, sharding), 'deepspeed.json');
        if (text === '') return;
        const config = JSON.parse(text) as Record<string, unknown>;
        for (const [key, value] of Object.entries(config)) {
          expect(READ.DeepSpeed.configuration).toContain(key);
          if (typeof value !== 'object' || value === null) continue;
          const inner = READ.DeepSpeed[key as 'bf16'];
          for (const name of Object.keys(value)) expect(inner, `${key}.${name}`).toContain(name);
        }
      }),
      { numRuns: runs },
    );
  });

  it('is an argument of LLaMA-Factory or of the Trainer below it', () => {
    const { arguments: own, values } = READ['LLaMA-Factory'];
    fc.assert(
      fc.property(anyRun, ({ state, sharding }) => {
        const map = readYaml(fileOf(recipeFrom(state, sharding), 'llamafactory.yaml'));
        for (const [key, value] of Object.entries(map)) {
          expect([...own, ...SIGNATURES.Seq2SeqTrainingArguments]).toContain(key);
          if (values[key]) expect(values[key], key).toContain(value);
          if (key === 'optim') expect(SIGNATURES.values['optim']).toContain(value);
        }
      }),
      { numRuns: runs },
    );
  });

  it('is a flag of `accelerate launch`', () => {
    fc.assert(
      fc.property(anyRun, ({ state, sharding }) => {
        const recipe = recipeFrom(state, sharding);
        const texts = [fileOf(recipe, 'launch.sh'), fileOf(recipe, 'README.md')];
        for (const line of texts.flatMap((text) => text.split('\n'))) {
          if (!line.includes('accelerate launch')) continue;
          for (const [flag] of line.matchAll(/--[a-z][\w-]*/g)) {
            expect(SIGNATURES.accelerate.flags, line).toContain(flag);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is noticed when it is wrong: the check can fail', () => {
    const script = fileOf(recipeFrom(stateOf('method=lora')), 'train.py').replace('max_length=', 'max_len=');
    const sft = callsOf(script).find(({ name }) => name === 'SFTConfig');
    expect(
      [...(sft?.options.keys() ?? [])].filter((name) => !SIGNATURES.calls['SFTConfig']?.includes(name)),
    ).toEqual(['max_len']);
  });
});
