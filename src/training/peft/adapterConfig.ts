import { SCALED } from '../methods/ia3';
import type { MethodOptions } from '../methods/method';
import type { ModelConfig } from '../model/config';
import { type AdapterMethod, HUB_NAME } from './names';

/** The folder of the base model, seen from where the reader runs Python. */
export const BASE_FOLDER = 'base';

/**
 * `adapter_config.json` as PEFT writes it for the method, with the fields that every version since 0.9 knows
 * (`LoraConfig`, `IA3Config`, `PrefixTuningConfig`, `PromptTuningConfig`); for bottleneck adapters as AdapterHub's library
 * does.
 */
export function adapterConfig(
  method: AdapterMethod,
  config: ModelConfig,
  options: MethodOptions,
  base = BASE_FOLDER,
): Readonly<Record<string, unknown>> {
  const common = {
    auto_mapping: null,
    base_model_name_or_path: base,
    inference_mode: true,
    revision: null,
    task_type: 'CAUSAL_LM',
  };
  const virtual = {
    num_attention_heads: config.num_attention_heads,
    num_layers: config.num_hidden_layers,
    num_transformer_submodules: 1,
    num_virtual_tokens: options.virtualTokens,
    token_dim: config.hidden_size,
  };
  switch (method) {
    case 'lora':
    case 'qlora':
    case 'dora':
      return {
        ...common,
        alpha_pattern: {},
        bias: 'none',
        fan_in_fan_out: false,
        init_lora_weights: true,
        layers_pattern: null,
        layers_to_transform: null,
        lora_alpha: options.alpha,
        lora_dropout: 0,
        modules_to_save: null,
        peft_type: 'LORA',
        r: options.rank,
        rank_pattern: {},
        target_modules: [...options.targets],
        use_dora: method === 'dora',
        use_rslora: options.scaling === 'sqrtRank',
      };
    case 'ia3':
      return {
        ...common,
        fan_in_fan_out: false,
        feedforward_modules: ['down_proj'],
        init_ia3_weights: true,
        modules_to_save: null,
        peft_type: 'IA3',
        target_modules: [...SCALED],
      };
    case 'prefix':
      return {
        ...common,
        ...virtual,
        encoder_hidden_size: config.hidden_size,
        peft_type: 'PREFIX_TUNING',
        // What is handed over are the keys and values themselves, also where a network made them in training.
        prefix_projection: false,
      };
    case 'prompt':
      return {
        ...common,
        ...virtual,
        peft_type: 'PROMPT_TUNING',
        prompt_tuning_init: 'RANDOM',
        prompt_tuning_init_text: null,
        tokenizer_name_or_path: null,
      };
    case 'adapter':
      return {
        config: { ...HUB_CONFIG, reduction_factor: reductionFactor(config.hidden_size, options.bottleneck) },
        hidden_size: config.hidden_size,
        model_class: 'LlamaForCausalLM',
        model_name: base,
        model_type: 'llama',
        name: HUB_NAME,
      };
  }
}

/**
 * AdapterHub's `DoubleSeqBnConfig` (Houlsby et al.): behind both sublayers h ← h + Wu·σ(Wd·h), and then the residual sum.
 * Its σ is swish, ours the ReLU of the slides.
 */
export const HUB_CONFIG = {
  adapter_residual_before_ln: false,
  cross_adapter: false,
  dropout: 0,
  init_weights: 'bert',
  inv_adapter: null,
  inv_adapter_reduction_factor: null,
  is_parallel: false,
  leave_out: [],
  ln_after: false,
  ln_before: false,
  mh_adapter: true,
  non_linearity: 'relu',
  original_ln_after: true,
  original_ln_before: false,
  output_adapter: true,
  phm_layer: false,
  residual_before_ln: true,
  scaling: 1,
  use_gating: false,
} as const;

/**
 * A factor for which AdapterHub's `int(hidden_size // factor)` is the bottleneck: their ratio where it is whole, else one
 * that lies half-way to the next, since a ratio that was rounded up would come out one too small.
 */
export function reductionFactor(hiddenSize: number, bottleneck: number): number {
  const ratio = hiddenSize / bottleneck;
  return Number.isInteger(ratio) ? ratio : hiddenSize / (bottleneck + 0.5);
}

/** JSON with its names in order, as Python's `sort_keys=True`. */
export function configText(config: Readonly<Record<string, unknown>>): string {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, each]) => [name, sorted(each)]),
        )
      : value;
  // AdapterHub asks whether the scaling is a float, and to Python 1 is none.
  return `${JSON.stringify(sorted(config), null, 2).replace('"scaling": 1,', '"scaling": 1.0,')}\n`;
}
