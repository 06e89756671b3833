/**
 * The names that trained tensors have in Hugging Face PEFT's `adapter_model.safetensors` and in AdapterHub's
 * `adapter.safetensors`, against those that they have here. (`get_peft_model_state_dict` in PEFT's
 * src/peft/utils/save_and_load.py; the layer names in AdapterHub's src/adapters/models/llama/mixin_llama.py.)
 */
import { SUBLAYERS } from '../methods/adapter';
import { lengthName } from '../methods/dora';
import { SCALED, vectorName } from '../methods/ia3';
import { factorNames } from '../methods/lora';
import type { MethodOptions } from '../methods/method';
import { type Matrix, type ModelConfig, matrixShape } from '../model/config';

/** The methods that are adapters, and not a whole model. */
export type AdapterMethod = 'lora' | 'dora' | 'qlora' | 'prefix' | 'prompt' | 'ia3' | 'adapter';

/** One tensor under both names. */
export interface Pairing {
  /** As in `Prepared.trainable`. */
  readonly ours: string;
  readonly theirs: string;
  /** PEFT's shape; ours is the same but for axes of length 1. */
  readonly shape: readonly number[];
  readonly ourShape: readonly number[];
}

/** PEFT wraps the model twice: a PeftModel's `base_model` is a tuner, whose `model` is the causal language model. */
const WRAPPED = 'base_model.model.';

/** The name of an adapter in AdapterHub's files. */
export const HUB_NAME = 'low-rank';

/** Every tensor of an adapter, in our order. */
export function pairings(
  method: AdapterMethod,
  config: ModelConfig,
  options: Pick<MethodOptions, 'rank' | 'targets' | 'bottleneck' | 'virtualTokens'>,
  hubName = HUB_NAME,
): readonly Pairing[] {
  const { hidden_size: width, num_hidden_layers: layers } = config;
  const { virtualTokens, bottleneck } = options;
  const numbers = Array.from({ length: layers }, (_, layer) => layer);
  const same = (ours: string, theirs: string, ...shape: number[]): Pairing => ({
    ...{ ours, theirs, shape, ourShape: shape },
  });
  switch (method) {
    case 'lora':
    case 'qlora':
      return numbers.flatMap((layer) => options.targets.flatMap((matrix) => factors(layer, matrix)));
    case 'dora':
      return [
        ...numbers.flatMap((layer) => options.targets.flatMap((matrix) => factors(layer, matrix))),
        ...numbers.flatMap((layer) =>
          options.targets.map((matrix) => {
            const ours = lengthName({ layer, matrix });
            // Saved without the `.weight` that it has in the module: PEFT keeps the name of its first versions.
            const theirs = WRAPPED + ours.slice(0, -'.weight'.length);
            return same(ours, theirs, matrixShape(config, matrix)[0]);
          }),
        ),
      ];
    case 'ia3':
      return numbers.flatMap((layer) =>
        SCALED.map((matrix) => {
          const [outputs, inputs] = matrixShape(config, matrix);
          const ours = vectorName({ layer, matrix });
          const shape = matrix === 'down_proj' ? [1, inputs] : [outputs, 1];
          const ourShape = [matrix === 'down_proj' ? inputs : outputs];
          return { ours, theirs: WRAPPED + ours, shape, ourShape };
        }),
      );
    case 'prefix':
      return [same('prompt_embeddings', 'prompt_embeddings', virtualTokens, 2 * layers * width)];
    case 'prompt':
      return [same('prompt_embeddings', 'prompt_embeddings', virtualTokens, width)];
    case 'adapter':
      return numbers.flatMap((layer) =>
        SUBLAYERS.flatMap((sublayer) => {
          const attention = sublayer === 'attention';
          const ours = `model.layers.${layer}.adapter_${attention ? 'attention' : 'mlp'}`;
          const place = attention ? 'attention_adapters' : 'output_adapters';
          const theirs = `model.layers.${layer}.${place}.adapters.${hubName}`;
          return [
            same(`${ours}.down.weight`, `${theirs}.adapter_down.0.weight`, bottleneck, width),
            same(`${ours}.down.bias`, `${theirs}.adapter_down.0.bias`, bottleneck),
            same(`${ours}.up.weight`, `${theirs}.adapter_up.weight`, width, bottleneck),
            same(`${ours}.up.bias`, `${theirs}.adapter_up.bias`, width),
          ];
        }),
      );
  }

  /** `lora_A.weight` is [r, in] and `lora_B.weight` [out, r]: y = x·Wᵀ + s·(x·Aᵀ)·Bᵀ there as here. */
  function factors(layer: number, matrix: Matrix): Pairing[] {
    const [outputs, inputs] = matrixShape(config, matrix);
    const { a, b } = factorNames({ layer, matrix });
    return [same(a, WRAPPED + a, options.rank, inputs), same(b, WRAPPED + b, outputs, options.rank)];
  }
}
