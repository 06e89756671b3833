import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../src/i18n/languages';
import type { Recipe, Sharding } from '../../src/recipes';
import { OWN_MODELS, reasonsOf, recipeFrom, stateOf } from './support';

/** Each method, ways to shard, types, optimizers and models: a state, and what shards where it is not DeepSpeed. */
const STATES: Readonly<Record<string, readonly [query: string, sharding?: Sharding]>> = {
  'slide-full': ['method=full&gpus=2'],
  'slide-qlora': ['method=qlora&model=llama-3.1-8b'],
  full: ['view=detailed&method=full&zero=0&gpu=h100-80g&model=qwen2.5-1.5b'],
  'full-pure-bf16': ['view=detailed&method=full&optimizer=adamw&recompute=none&model=qwen2.5-0.5b'],
  'full-zero1': ['view=detailed&method=full&gpus=8&zero=1&gpu=a100-80g'],
  'full-zero3-pure-bf16': ['view=detailed&method=full&gpus=8&zero=3&optimizer=adamw&gpu=a100-80g'],
  'full-zero2-8bit': ['view=detailed&method=full&gpus=4&zero=2&optimizer=adamw-8bit'],
  'full-fsdp': ['view=detailed&method=full&gpus=16&zero=3&gpu=h100-80g&model=llama-3.1-8b', 'fsdp'],
  'lora-one-card': ['view=detailed&method=lora&targets=q,k,v,o,gate,up,down&rank=32&zero=0'],
  'lora-ddp': ['view=detailed&method=lora&gpus=4&zero=0&adapterPrecision=bf16&chunkedLoss=true'],
  'lora-packed': ['view=detailed&method=lora&batch=4&accumulation=2&sequence=4096&gpu=l40s-48g'],
  'lora-zero3-nodes': ['view=detailed&method=lora&gpus=64&zero=3&gpu=a800-80g&model=llama-2-70b'],
  'lora-int8-fsdp': ['view=detailed&method=lora&precision=int8&gpus=2&zero=3', 'fsdp'],
  'lora-fp16-v100': ['view=detailed&method=lora&gpu=v100-32g&adapterPrecision=bf16'],
  'lora-eager-selective': ['view=detailed&method=lora&attention=eager&recompute=selective'],
  'lora-experts': [
    'view=detailed&method=lora&model=mixtral-8x7b&targets=q,v,gate,up,down&gpus=8&gpu=h100-80g',
  ],
  'lora-gpt2': [`view=detailed&method=lora&model=custom&custom=${OWN_MODELS.gpt2}`],
  'lora-gemma2': ['view=detailed&method=lora&model=gemma-2-9b&gpu=h100-80g'],
  dora: ['view=detailed&method=dora&recompute=none'],
  'qlora-double': ['view=detailed&method=qlora&doubleQuantization=true&optimizer=paged-adamw-8bit'],
  'qlora-single-bf16': ['view=detailed&method=qlora&doubleQuantization=false&adapterPrecision=bf16'],
  'qlora-zero3': ['view=detailed&method=qlora&gpus=2&zero=3&model=llama-3.1-70b'],
  'qlora-fsdp': [
    'view=detailed&method=qlora&gpus=2&zero=3&model=llama-3.1-70b&adapterPrecision=bf16',
    'fsdp',
  ],
  prefix: ['view=detailed&method=prefix&tokens=30'],
  prompt: ['view=detailed&method=prompt&tokens=100&batch=8&optimizer=adafactor'],
  ia3: ['view=detailed&method=ia3&model=qwen3-8b&precision=fp32&optimizer=sgd'],
  bitfit: ['view=detailed&method=bitfit&model=qwen2.5-7b'],
  adapter: ['view=detailed&method=adapter'],
};

const shown = (recipe: Recipe, names: RegExp): string =>
  [
    `reasons: ${reasonsOf(recipe).join(', ')}`,
    ...recipe.files.filter(({ name }) => names.test(name)).map(({ name, text }) => `===== ${name}\n${text}`),
  ].join('\n');

describe('recipes as they stand', () => {
  it.each(Object.entries(STATES))('%s', async (name, [query, sharding]) => {
    const recipe = recipeFrom(stateOf(query), sharding);
    await expect(shown(recipe, /train\.py|\.yaml|deepspeed|\.txt|\.sh/)).toMatchFileSnapshot(
      `snapshots/${name}.txt`,
    );
  });

  it.each(LANGUAGES)('the README, data and words of %s', async (language: Language) => {
    const recipe = recipeFrom(stateOf(STATES['qlora-zero3']?.[0] ?? ''), 'deepspeed', language);
    await expect(shown(recipe, /./)).toMatchFileSnapshot(`snapshots/whole.${language}.txt`);
  });
});
