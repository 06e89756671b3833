import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODELS } from '../../src/facts/models';
import { LANGUAGES } from '../../src/i18n/languages';
import { interfaceOf } from '../../src/i18n/messages';
import { type Mapped, planOf, RECIPE_FIELDS, type Recipe, sayReason } from '../../src/recipes';
import { HUB } from '../../src/recipes/hub';
import { expectedBytes } from '../../src/recipes/memoryComment';
import { MATRIX_NAMES } from '../../src/theory/architecture';
import { detailedMemory } from '../../src/theory/detailed';
import { recipeRequestOf } from '../../src/widgets/memory-calculator/recipeRequest';
import { detailedSetupOf } from '../../src/widgets/shared/calculatorSetups';
import { CALCULATOR_MODELS, CALCULATOR_SCHEMA } from '../../src/widgets/shared/calculatorState';
import { anyRun, callsOf, fileOf, OWN_MODELS, readYaml, reasonsOf, recipeFrom, stateOf } from './support';

/** Whether an option that the mapping names really stands in the files. */
function stands(option: string, recipe: Recipe): boolean {
  const [file = '', key = ''] = option.split(': ');
  const script = fileOf(recipe, 'train.py');
  if (key === '') {
    const dot = option.lastIndexOf('.');
    return callsOf(script).some(
      ({ name, options }) => name === option.slice(0, dot) && options.has(option.slice(dot + 1)),
    );
  }
  if (file.endsWith('.json')) return fileOf(recipe, file).includes(`"${key}":`);
  if (file.endsWith('.yaml')) return new RegExp(`^ *${key}: `, 'm').test(fileOf(recipe, file));
  if (key === 'memory') return /^# .*(GB|GiB)/m.test(script);
  return script.includes(key);
}

describe('no option of the calculator is lost', () => {
  it('has a row for each field of its state', () => {
    expect([...RECIPE_FIELDS].sort()).toEqual(Object.keys(CALCULATOR_SCHEMA).sort());
  });

  it('writes each field, or says why not, in both languages, and what it names it has written', () => {
    fc.assert(
      fc.property(anyRun, ({ state, sharding }) => {
        for (const language of LANGUAGES) {
          const recipe = recipeFrom(state, sharding, language);
          expect(recipe.mapped.map(({ field }) => field)).toEqual(RECIPE_FIELDS);
          for (const { field, options, reasons } of recipe.mapped) {
            expect(options.length + reasons.length, field).toBeGreaterThan(0);
            for (const option of options) expect(stands(option, recipe), `${field}: ${option}`).toBe(true);
            for (const reason of reasons) {
              const said = sayReason(reason, { language, translate: interfaceOf(language) });
              expect(said.length, reason.id).toBeGreaterThan(5);
            }
          }
          expect(recipe.files.length === 0, 'without files there is a reason').toBe(recipe.total === null);
          if (recipe.total === null) expect(recipe.reasons.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never passes over a choice of the detailed view: what differs in the run has a reason', () => {
    const settled = [
      'precision',
      'adapterPrecision',
      'optimizer',
      'recompute',
      'attention',
      'implementation',
    ] as const;
    fc.assert(
      fc.property(anyRun, ({ state, sharding }) => {
        if (state.view === 'slide') return;
        const plan = planOf(recipeRequestOf(state, sharding));
        const asked = detailedSetupOf(state);
        const explained = (field: Mapped['field']) =>
          plan.reasons.some(({ fields }) => fields.includes(field));
        for (const field of settled) {
          const unused = field === 'adapterPrecision' && asked.method === 'full';
          if (plan.run[field] !== asked[field] && !unused) expect(explained(field), field).toBe(true);
        }
        if (plan.run.zero !== asked.zero) expect(explained('zero')).toBe(true);
        expect(plan.run.targets.length === asked.targets.length || explained('targets')).toBe(true);
        for (const field of ['batch', 'sequence', 'gpus', 'accumulation', 'rank', 'tokens'] as const) {
          expect(plan.run[field]).toBe(asked[field]);
        }
        expect(plan.run.chunkedLoss).toBe(asked.chunkedLoss);
      }),
      { numRuns: 500 },
    );
  });

  it('writes the numbers of the state itself', () => {
    const query =
      'view=detailed&method=lora&rank=64&sequence=4096&batch=3&accumulation=8&gpus=12&implementation=transformers-padded';
    const recipe = recipeFrom(stateOf(query));
    const options = new Map(callsOf(fileOf(recipe, 'train.py')).map(({ name, options: all }) => [name, all]));
    expect(options.get('LoraConfig')?.get('r')).toBe('64');
    expect(options.get('SFTConfig')?.get('max_length')).toBe('4096');
    expect(options.get('SFTConfig')?.get('per_device_train_batch_size')).toBe('3');
    expect(options.get('SFTConfig')?.get('gradient_accumulation_steps')).toBe('8');
    const accelerate = readYaml(fileOf(recipe, 'accelerate.yaml'));
    expect([accelerate['num_machines'], accelerate['num_processes']]).toEqual([2, 12]);
    const factory = readYaml(fileOf(recipe, 'llamafactory.yaml'));
    expect([factory['lora_rank'], factory['cutoff_len']]).toEqual([64, 4096]);
  });
});

describe('the memory that a recipe states', () => {
  it('is that of the calculator where the run is the calculator’s', () => {
    for (const query of [
      'method=qlora&model=qwen2.5-7b',
      'method=lora&gpus=4&zero=3&adapterPrecision=bf16',
      'method=lora&gpus=4&zero=0&chunkedLoss=true',
      'method=full&gpus=8&zero=2',
      'method=ia3&recompute=none&precision=fp32',
    ]) {
      const state = stateOf(`view=detailed&${query}`);
      expect(recipeFrom(state).total, query).toBe(detailedMemory({ ...detailedSetupOf(state) }).total);
    }
  });

  it('is counted for the run as written where that differs', () => {
    const state = stateOf('view=detailed&method=prefix&recompute=full');
    const plan = planOf(recipeRequestOf(state, 'deepspeed'));
    expect(plan.run.recompute).toBe('none');
    expect(expectedBytes(plan)).toBeGreaterThan(detailedMemory(detailedSetupOf(state)).total);
  });

  it('adds DeepSpeed’s fp32 copy to an 8-bit optimizer', () => {
    const state = stateOf('view=detailed&method=full&optimizer=adamw-8bit&gpus=4&zero=2');
    const setup = detailedSetupOf(state);
    const { total, parameters } = detailedMemory(setup);
    expect(recipeFrom(state).total).toBe(total + (4 * parameters) / 4);
  });

  it('stands in train.py and in the README, in the reader’s unit, its terms adding up', () => {
    const recipe = recipeFrom(stateOf('view=detailed&method=lora&unit=GiB'));
    const script = fileOf(recipe, 'train.py');
    const terms = [...script.matchAll(/^# +([\d.]+) GiB {2}/gm)].map((match) => Number(match[1]));
    const total = Number(/GPU: ([\d.]+) GiB/.exec(script)?.[1]);
    expect(terms.length).toBeGreaterThan(5);
    expect(terms.reduce((sum, each) => sum + each, 0)).toBeCloseTo(total, 0);
    for (const line of script.split('\n').filter((each) => / GiB {2}/.test(each))) {
      expect(fileOf(recipe, 'README.md')).toContain(line.slice(2));
    }
  });
});

describe('models and their modules', () => {
  it('knows where each model of the list lies', () => {
    for (const { id } of CALCULATOR_MODELS) expect(HUB[id], id).toMatch(/^[\w-]+\/[\w.-]+$/);
    for (const id of Object.keys(HUB)) expect(MODELS.map((model) => model.id)).toContain(id);
  });

  it('names the modules of each family', () => {
    const targets = (query: string) =>
      callsOf(
        fileOf(recipeFrom(stateOf(`${query}&method=lora&targets=${MATRIX_NAMES.join(',')}`)), 'train.py'),
      )
        .find(({ name }) => name === 'LoraConfig')
        ?.options.get('target_modules');
    expect(targets('model=qwen2.5-7b')).toBe(
      '["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]',
    );
    expect(targets(`model=custom&custom=${OWN_MODELS.phi3}`)).toBe(
      '["qkv_proj", "o_proj", "gate_up_proj", "down_proj"]',
    );
    expect(targets(`model=custom&custom=${OWN_MODELS.gpt2}`)).toBe(
      '["attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"]',
    );
    expect(targets(`model=custom&custom=${OWN_MODELS.bloom}`)).toBe(
      '["query_key_value", "self_attention.dense", "dense_h_to_4h", "dense_4h_to_h"]',
    );
    expect(targets(`model=custom&custom=${OWN_MODELS.opt}`)).toBe(
      '["q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2"]',
    );
    expect(targets('model=mixtral-8x7b')).toBe('["q_proj", "k_proj", "v_proj", "o_proj"]');
  });

  it('says what it cannot write', () => {
    const reasons = (query: string, sharding: 'deepspeed' | 'fsdp' = 'deepspeed') =>
      reasonsOf(
        recipeFrom(stateOf(`view=detailed&${query.includes('zero=') ? '' : 'zero=0&'}${query}`), sharding),
      );
    expect(reasons('method=adapter')).toEqual(['bottleneck']);
    expect(reasons('method=bitfit&model=llama-7b')).toEqual(['nothing']);
    expect(reasons('method=bitfit&model=qwen2.5-7b&precision=nf4')).toContain('bitfitQuantized');
    expect(reasons('method=qlora&model=mixtral-8x7b')).toContain('expertsQuantized');
    expect(reasons('method=dora&model=qwen3-30b-a3b&targets=q,gate')).toContain('expertsDora');
    expect(reasons('method=lora&gpu=v100-32g')).toContain('noBf16');
    expect(reasons('method=prefix&recompute=full')).toContain('prefixCheckpointing');
    expect(reasons('method=lora&gpus=2&zero=3&optimizer=adamw-8bit', 'fsdp')).toContain('fsdp8bit');
    expect(reasons('method=lora&gpus=2&zero=3&precision=int8')).toContain('int8Sharded');
    expect(reasons('method=lora&gpu=mi300x-192g')).toContain('amd');
    expect(reasons('method=lora&implementation=litgpt')).toContain('history');
    expect(reasons('method=ia3')).toContain('llamaFactoryMethod');
    expect(reasons('method=lora')).toEqual([]);
  });

  it('has words for every reason that a plan can give', () => {
    const given = new Set<string>();
    fc.assert(
      fc.property(anyRun, ({ state, sharding }) => {
        for (const id of reasonsOf(recipeFrom(state, sharding))) given.add(id);
      }),
      { numRuns: 1500 },
    );
    // The rare ones came up too: a reason that never comes up would be a promise that nobody has seen kept.
    expect(given.size).toBeGreaterThan(20);
  });
});
