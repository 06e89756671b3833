import { isLowRank, isQuantized } from '../theory/detailed';
import { DEEPSPEED_FILE } from './accelerateFiles';
import { commented, type YamlMap, yaml } from './code';
import { MEETING } from './launch';
import type { Words } from './memoryComment';
import { targetsOf } from './modules';
import { LEARNING_RATES, loraAlpha, OPTIM } from './options';
import type { Plan } from './plan';
import type { Reason } from './request';
import { is8bit } from './sharded';
import { VERSIONS } from './versions';

export const LLAMA_FACTORY_FILE = 'llamafactory.yaml';

/** Why LLaMA-Factory cannot do this run, or null: of these methods it has full fine-tuning and the kinds of LoRA. */
export function llamaFactoryRefusal({ run }: Plan): Reason | null {
  if (run.method !== 'full' && !isLowRank(run.method)) {
    return { id: 'llamaFactoryMethod', fields: ['method'] };
  }
  if (isLowRank(run.method) && targetsOf(run.architecture, run.targets).parameters.length > 0) {
    return { id: 'llamaFactoryExperts', fields: ['targets'] };
  }
  return null;
}

/** The same run as LLaMA-Factory's arguments. Its own Transformers may be another version: it wants its own environment. */
export function llamaFactoryYaml(plan: Plan, { translate }: Words): string {
  const say = (id: string): string => translate(`recipe.factory.${id}`);
  const { run, compute, distribution, attention } = plan;
  const kernel = { sdpa: 'sdpa', flash_attention_2: 'fa2', eager: 'disabled' } as const;
  const lora: YamlMap = isLowRank(run.method)
    ? {
        finetuning_type: 'lora',
        lora_rank: run.rank,
        lora_alpha: loraAlpha(run.rank),
        lora_dropout: 0,
        lora_target: targetsOf(run.architecture, run.targets).modules.join(','),
        ...(run.method === 'dora' && { use_dora: true }),
      }
    : { finetuning_type: 'full' };
  const quantized: YamlMap = isQuantized(run.precision)
    ? {
        quantization_method: 'bnb',
        quantization_bit: run.precision === 'nf4' ? 4 : 8,
        ...(run.precision === 'nf4' && {
          quantization_type: 'nf4',
          double_quantization: run.doubleQuantization,
        }),
      }
    : {};
  const narrow = run.method === 'full' ? plan.pure16 : run.adapterPrecision === 'bf16';
  const pure = narrow && compute === 'bfloat16' && distribution.kind !== 'deepspeed';
  const map: YamlMap = {
    model_name_or_path: plan.repository,
    ...quantized,
    flash_attn: kernel[attention],
    ...(run.chunkedLoss && { enable_liger_kernel: true }),
    disable_gradient_checkpointing: !plan.checkpointing,
    stage: 'sft',
    do_train: true,
    ...lora,
    dataset: 'train',
    dataset_dir: 'data',
    template: 'empty',
    cutoff_len: run.sequence,
    // Packed texts see each other unless packing is “neat”, which it refuses with Transformers above 4.53.
    packing: false,
    output_dir: 'output',
    per_device_train_batch_size: run.batch,
    gradient_accumulation_steps: run.accumulation,
    num_train_epochs: 1,
    learning_rate: LEARNING_RATES[run.method],
    lr_scheduler_type: 'cosine',
    optim: OPTIM[run.optimizer],
    bf16: compute === 'bfloat16',
    fp16: compute === 'float16',
    ...(pure && { pure_bf16: true }),
    logging_steps: 10,
    save_strategy: 'epoch',
    report_to: 'none',
    seed: 1,
    ...(distribution.kind === 'deepspeed' && { deepspeed: DEEPSPEED_FILE }),
  };
  const comments = {
    template: say('template'),
    lora_alpha: translate('recipe.comment.alpha'),
    learning_rate: translate('recipe.comment.learningRate'),
    ...(run.chunkedLoss && { enable_liger_kernel: say('liger') }),
    ...(plan.packing && { packing: say('packing') }),
  };
  return [commented([say('head'), `  ${factoryCommand(plan)}`]), '\n', yaml(map, comments)].join('');
}

/** What this run needs beside LLaMA-Factory itself, which checks for it as it begins. */
export function factoryInstall({ run, distribution, attention }: Plan): string {
  const extras = [
    ...(isQuantized(run.precision) || is8bit(run) ? ['bitsandbytes'] : []),
    ...(distribution.kind === 'deepspeed' ? ['deepspeed'] : []),
    ...(run.chunkedLoss ? ['liger-kernel'] : []),
    ...(attention === 'flash_attention_2' ? ['flash-attn'] : []),
  ];
  return ['pip install', `llamafactory==${VERSIONS.llamafactory}`, ...extras].join(' ');
}

/** LLaMA-Factory starts torchrun by itself; with FSDP it is Accelerate that starts it. */
export function factoryCommand({ distribution }: Plan): string {
  const { kind, gpus, nodes } = distribution;
  if (kind === 'fsdp') {
    const meeting = nodes > 1 ? `${MEETING} ` : '';
    return `accelerate launch --config_file accelerate.yaml ${meeting}-m llamafactory.launcher ${LLAMA_FACTORY_FILE}`;
  }
  const run = `llamafactory-cli train ${LLAMA_FACTORY_FILE}`;
  if (gpus === 1) return run;
  if (nodes === 1) return `FORCE_TORCHRUN=1 ${run}`;
  const around = 'NODE_RANK=$NODE_RANK MASTER_ADDR=$MASTER_ADDR MASTER_PORT=29500';
  return `FORCE_TORCHRUN=1 NNODES=${nodes} ${around} ${run}`;
}

/** How LLaMA-Factory finds the columns of the data. */
export function datasetInfo(): string {
  const train = { file_name: 'train.jsonl', columns: { prompt: 'prompt', response: 'completion' } };
  return `${JSON.stringify({ train }, null, 2)}\n`;
}
