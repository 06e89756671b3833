import { isLowRank, isQuantized, type Optimizer } from '../theory/detailed';
import type { Method } from '../theory/methods';
import { type Options, raw, type Value } from './code';
import { isConv1D, targetsOf } from './modules';
import type { Plan } from './plan';
import { storesCodesAs16bit } from './sharded';

/** Names of Transformers' `OptimizerNames`. Fused AdamW works in place; the other one holds the roots of the second moments. */
export const OPTIM: Readonly<Record<Optimizer, string>> = {
  'adamw-master': 'adamw_torch_fused',
  adamw: 'adamw_torch',
  'adamw-8bit': 'adamw_8bit',
  'paged-adamw-8bit': 'paged_adamw_8bit',
  sgd: 'sgd',
  adafactor: 'adafactor',
};

/** Where a search for the learning rate may begin: what the methods' papers and PEFT's examples use. */
export const LEARNING_RATES: Readonly<Record<Method, number>> = {
  full: 1e-5,
  lora: 2e-4,
  dora: 2e-4,
  qlora: 2e-4,
  adapter: 1e-4,
  prefix: 1e-2,
  prompt: 3e-2,
  ia3: 3e-3,
  bitfit: 1e-3,
};

/** The usual α = 2r. */
export const loraAlpha = (rank: number): number => 2 * rank;

type Words = (id: string) => string;

/** `SFTConfig(…)` of the run. */
export function sftOptions(plan: Plan, say: Words): Options {
  const { run, compute, pure16, packing, checkpointing, distribution } = plan;
  const mixed = !(pure16 && distribution.kind === 'fsdp');
  return [
    ['output_dir', raw('OUTPUT')],
    ['per_device_train_batch_size', run.batch],
    ['gradient_accumulation_steps', run.accumulation],
    ['max_length', run.sequence, say('maxLength')],
    ['packing', packing, say(packing ? 'packing' : 'noPacking')],
    ['loss_type', run.chunkedLoss ? 'chunked_nll' : 'nll', say(run.chunkedLoss ? 'chunked' : 'nll')],
    ['num_train_epochs', 1],
    ['learning_rate', LEARNING_RATES[run.method], say('learningRate')],
    ['lr_scheduler_type', 'cosine'],
    ['warmup_steps', 0.03, say('warmup')],
    ['optim', OPTIM[run.optimizer]],
    ['bf16', compute === 'bfloat16' && mixed],
    ['fp16', compute === 'float16'],
    ['gradient_checkpointing', checkpointing, say(checkpointing ? 'checkpointing' : 'noCheckpointing')],
    ['logging_steps', 10],
    ['save_strategy', 'epoch'],
    ['report_to', 'none'],
    ['seed', 1],
  ];
}

/** `BitsAndBytesConfig(…)`, or null where nothing is quantized. */
export function quantizationOptions({ run, compute, distribution }: Plan, say: Words): Options | null {
  if (!isQuantized(run.precision)) return null;
  if (run.precision === 'int8') return [['load_in_8bit', true]];
  const storage: Options = storesCodesAs16bit(run, distribution)
    ? [['bnb_4bit_quant_storage', raw(`torch.${compute}`), say('quantStorage')]]
    : [];
  return [
    ['load_in_4bit', true],
    ['bnb_4bit_quant_type', 'nf4'],
    ['bnb_4bit_use_double_quant', run.doubleQuantization],
    ['bnb_4bit_compute_dtype', raw(`torch.${compute}`)],
    ...storage,
  ];
}

export interface PeftCall {
  readonly name: 'LoraConfig' | 'PrefixTuningConfig' | 'PromptTuningConfig' | 'IA3Config';
  readonly options: Options;
}

/** The method as PEFT's configuration, or null for full fine-tuning and BitFit, which need none. */
export function peftCall({ run, request }: Plan, say: Words): PeftCall | null {
  const { architecture, method } = run;
  const task: Options = [['task_type', raw('TaskType.CAUSAL_LM')]];
  const transposed: Options = isConv1D(architecture) ? [['fan_in_fan_out', true]] : [];
  if (isLowRank(method)) {
    const { modules, parameters } = targetsOf(architecture, run.targets);
    const experts: Options = parameters.length > 0 ? [['target_parameters', parameters]] : [];
    const dora: Options = method === 'dora' ? [['use_dora', true]] : [];
    return {
      name: 'LoraConfig',
      options: [
        ...task,
        ['r', run.rank],
        ['lora_alpha', loraAlpha(run.rank), say('alpha')],
        ['lora_dropout', 0.0, say('dropout')],
        ['target_modules', modules],
        ...experts,
        ...dora,
        ...transposed,
      ],
    };
  }
  if (method === 'prefix') {
    return { name: 'PrefixTuningConfig', options: [...task, ['num_virtual_tokens', run.tokens]] };
  }
  if (method === 'prompt') {
    const start: readonly [string, Value] = ['prompt_tuning_init', 'RANDOM'];
    return { name: 'PromptTuningConfig', options: [...task, ['num_virtual_tokens', run.tokens], start] };
  }
  if (method === 'ia3') {
    const down = targetsOf(architecture, ['down']).modules;
    const modules = [...targetsOf(architecture, ['k', 'v']).modules, ...down];
    const unlisted = request.model === null ? say('ownModules') : undefined;
    return {
      name: 'IA3Config',
      options: [
        ...task,
        unlisted === undefined ? ['target_modules', modules] : ['target_modules', modules, unlisted],
        ['feedforward_modules', down],
        ...transposed,
      ],
    };
  }
  return null;
}
