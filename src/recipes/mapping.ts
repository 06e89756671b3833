import { isLowRank, isQuantized } from '../theory/detailed';
import { DEEPSPEED_FILE } from './accelerateFiles';
import type { Plan } from './plan';
import { type Mapped, RECIPE_FIELDS, type Reason, type RecipeField } from './request';

/** The options that a field is written as: `Call.argument` in train.py, or `file: key`. */
function optionsOf(field: RecipeField, plan: Plan): readonly string[] {
  const { run, distribution, request, pure16 } = plan;
  const { method } = run;
  const deepspeed = distribution.kind === 'deepspeed';
  const quantized = isQuantized(run.precision);
  const yaml = (key: string): string => `accelerate.yaml: ${key}`;
  const json = (key: string): string => `${DEEPSPEED_FILE}: ${key}`;
  switch (field) {
    case 'model':
      return ['train.py: MODEL'];
    case 'custom':
      return request.model === null ? ['train.py: MODEL'] : [];
    case 'method':
      return METHOD_OPTIONS[method];
    case 'rank':
      return isLowRank(method) ? ['LoraConfig.r', 'LoraConfig.lora_alpha'] : [];
    case 'targets':
      return isLowRank(method) ? ['LoraConfig.target_modules'] : [];
    case 'tokens':
      if (method === 'prefix') return ['PrefixTuningConfig.num_virtual_tokens'];
      return method === 'prompt' ? ['PromptTuningConfig.num_virtual_tokens'] : [];
    case 'gpus':
      return [yaml('num_processes'), yaml('num_machines')];
    case 'batch':
      return ['SFTConfig.per_device_train_batch_size'];
    case 'sequence':
      return ['SFTConfig.max_length'];
    case 'precision': {
      const codes =
        run.precision === 'int8' ? 'BitsAndBytesConfig.load_in_8bit' : 'BitsAndBytesConfig.load_in_4bit';
      const types = ['AutoModelForCausalLM.from_pretrained.dtype', 'SFTConfig.bf16', 'SFTConfig.fp16'];
      return quantized ? [codes, ...types] : types;
    }
    case 'doubleQuantization':
      return run.precision === 'nf4' ? ['BitsAndBytesConfig.bnb_4bit_use_double_quant'] : [];
    case 'adapterPrecision':
      if (method === 'full') return [];
      return deepspeed ? [json('bf16'), json('fp16')] : ['train.py: parameter.data.to'];
    case 'optimizer':
      return ['SFTConfig.optim', ...(deepspeed && pure16 ? [json('bf16_optimizer_states')] : [])];
    case 'zero':
      if (deepspeed) return [json('stage'), yaml('distributed_type')];
      if (distribution.kind === 'fsdp') return [yaml('fsdp_reshard_after_forward'), yaml('distributed_type')];
      return [yaml('distributed_type')];
    case 'recompute':
      return ['SFTConfig.gradient_checkpointing'];
    case 'attention':
      return ['AutoModelForCausalLM.from_pretrained.attn_implementation'];
    case 'chunkedLoss':
      return ['SFTConfig.loss_type'];
    case 'accumulation':
      return ['SFTConfig.gradient_accumulation_steps'];
    case 'implementation':
      return ['SFTConfig.packing'];
    case 'gpu':
    case 'unit':
      return ['train.py: memory'];
    case 'view':
    case 'bottleneck':
    case 'beside':
      return [];
  }
}

const METHOD_OPTIONS: Readonly<Record<Plan['run']['method'], readonly string[]>> = {
  full: ['SFTConfig.learning_rate'],
  lora: ['SFTTrainer.peft_config', 'LoraConfig.task_type'],
  qlora: ['SFTTrainer.peft_config', 'AutoModelForCausalLM.from_pretrained.quantization_config'],
  dora: ['LoraConfig.use_dora'],
  adapter: [],
  prefix: ['PrefixTuningConfig.task_type'],
  prompt: ['PromptTuningConfig.prompt_tuning_init'],
  ia3: ['IA3Config.target_modules', 'IA3Config.feedforward_modules'],
  bitfit: ['train.py: parameter.requires_grad'],
};

/** Why a field that is written nowhere is written nowhere. */
const UNWRITTEN: Partial<Record<RecipeField, string>> = {
  view: 'view',
  custom: 'notCustom',
  rank: 'notForMethod',
  targets: 'notForMethod',
  bottleneck: 'notForMethod',
  tokens: 'notForMethod',
  doubleQuantization: 'notNf4',
  adapterPrecision: 'notForMethod',
  beside: 'beside',
};

/** What became of every field of the calculator's state; each has options, or reasons, or both. */
export function mappingOf(plan: Plan): Mapped[] {
  return RECIPE_FIELDS.map((field): Mapped => {
    const options = plan.possible ? optionsOf(field, plan) : [];
    const reasons = plan.reasons.filter(({ fields }) => fields.includes(field));
    if (options.length > 0 || reasons.length > 0) return { field, options, reasons };
    const id = plan.possible ? (UNWRITTEN[field] ?? 'unwritten') : 'noRecipe';
    return { field, options, reasons: [{ id, fields: [field] } satisfies Reason] };
  });
}
