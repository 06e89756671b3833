import { REDUCE_BUCKET, trainedBytes } from '../theory/detailed';
import { type YamlMap, yaml } from './code';
import type { Plan } from './plan';
import type { RecipeFile } from './request';

/** DeepSpeed's own configuration, of which LLaMA-Factory takes the same. */
export const DEEPSPEED_FILE = 'deepspeed.json';

const MIXED = { bfloat16: 'bf16', float16: 'fp16', float32: 'no' } as const;

/** What Accelerate calls the types of the run. */
export function mixedPrecision(plan: Plan): 'bf16' | 'fp16' | 'no' {
  return plan.pure16 && plan.distribution.kind === 'fsdp' ? 'no' : MIXED[plan.compute];
}

/** `accelerate.yaml`, as `accelerate launch --config_file` reads it, and DeepSpeed's file beside it where that shards. */
export function accelerateFiles(plan: Plan): RecipeFile[] {
  const { kind, gpus, nodes } = plan.distribution;
  const types = { single: 'NO', ddp: 'MULTI_GPU', deepspeed: 'DEEPSPEED', fsdp: 'FSDP' } as const;
  const common: YamlMap = {
    compute_environment: 'LOCAL_MACHINE',
    distributed_type: types[kind],
    num_machines: nodes,
    num_processes: gpus,
    machine_rank: 0,
    main_training_function: 'main',
    rdzv_backend: 'static',
    same_network: true,
    use_cpu: false,
  };
  if (kind === 'deepspeed') {
    const deepspeed: YamlMap = {
      deepspeed_config_file: DEEPSPEED_FILE,
      zero3_init_flag: plan.run.zero === 3,
      // By default each node would train by itself; on one node nobody asks for it.
      deepspeed_multinode_launcher: 'standard',
    };
    return [
      { name: 'accelerate.yaml', text: yaml({ ...common, deepspeed_config: deepspeed }) },
      { name: DEEPSPEED_FILE, text: deepspeedJson(plan) },
    ];
  }
  const precision: YamlMap = { mixed_precision: mixedPrecision(plan) };
  if (kind !== 'fsdp') return [{ name: 'accelerate.yaml', text: yaml({ ...common, ...precision }) }];
  const fsdp: YamlMap = {
    fsdp_version: 2,
    fsdp_reshard_after_forward: plan.run.zero === 3,
    fsdp_auto_wrap_policy: 'TRANSFORMER_BASED_WRAP',
    fsdp_cpu_ram_efficient_loading: true,
    fsdp_offload_params: false,
    fsdp_state_dict_type: 'SHARDED_STATE_DICT',
  };
  return [{ name: 'accelerate.yaml', text: yaml({ ...common, ...precision, fsdp_config: fsdp }) }];
}

/**
 * The buckets are those that the calculator counts: with `auto`, Transformers would take H² for the first and other
 * sizes for the rest.
 */
function deepspeedJson(plan: Plan): string {
  const { run, compute, pure16 } = plan;
  const stage3 = {
    stage3_param_persistence_threshold: 'auto',
    stage3_prefetch_bucket_size: 'auto',
    stage3_gather_16bit_weights_on_model_save: true,
  };
  const config = {
    bf16: {
      enabled: compute === 'bfloat16',
      ...(pure16 && { bf16_master_weights_and_grads: true, bf16_optimizer_states: true }),
    },
    fp16: { enabled: compute === 'float16' },
    zero_optimization: {
      stage: run.zero,
      overlap_comm: false,
      contiguous_gradients: true,
      reduce_bucket_size: REDUCE_BUCKET,
      ...(run.zero === 3 ? stage3 : { allgather_bucket_size: REDUCE_BUCKET }),
    },
    ...(pure16 && trainedBytes(run) === 2 && { data_types: { grad_accum_dtype: 'bf16' } }),
    zero_allow_untested_optimizer: true,
    gradient_accumulation_steps: 'auto',
    gradient_clipping: 'auto',
    train_batch_size: 'auto',
    train_micro_batch_size_per_gpu: 'auto',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
