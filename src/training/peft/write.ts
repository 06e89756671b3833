import type { NamedValues, Values } from '../engine';
import { writeCheckpoint } from '../formats/checkpoint';
import { fromFloat32, type StoredTensor, writeSafetensors } from '../formats/safetensors';
import { isMergeable, mergedWeights } from '../laboratory/merging';
import type { MethodId, MethodOptions } from '../methods/method';
import { type ModelConfig, sizeOf } from '../model/config';
import { adapterConfig, configText } from './adapterConfig';
import { PeftError } from './error';
import { type AdapterMethod, pairings } from './names';
import { prefixTable } from './prefixTable';
import { dequantizedBase } from './quantizedBase';

/** A method's outcome: what it trained, on which base. */
export interface Trained {
  readonly method: MethodId;
  readonly config: ModelConfig;
  readonly options: MethodOptions;
  readonly base: NamedValues;
  readonly values: NamedValues;
}

/** Files by their paths in a folder. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** What `model.safetensors` and an adapter's files are called, in PEFT and in AdapterHub's library. */
export const ADAPTER_CONFIG = 'adapter_config.json';
export const ADAPTER_WEIGHTS = 'adapter_model.safetensors';
export const HUB_WEIGHTS = 'adapter.safetensors';
export const MODEL_CONFIG = 'config.json';
export const MODEL_WEIGHTS = 'model.safetensors';

/** What the Hugging Face libraries look for: they refuse tensors of unknown origin. */
const METADATA = new Map([['format', 'pt']]);

/**
 * Everything that was trained, in folders: `adapter/` as PEFT or AdapterHub's library writes it; with methods that can be
 * merged `merged/`, a whole model; with QLoRA `base-dequantized/`, the base that it was trained on; after full fine-tuning
 * `model/` alone. All in float32, as it was trained.
 *
 * @throws PeftError 'missingTensor' or 'badShape', where what was trained is not what the method trains
 */
export function trainedFiles(trained: Trained): Files {
  const { method, config, options, base, values } = trained;
  if (method === 'full') return within('model', modelFiles(config, values));
  const learned = { method, config, options, base, trained: values };
  return {
    ...within('adapter', adapterFiles({ ...trained, method })),
    ...(isMergeable(method) ? within('merged', modelFiles(config, mergedWeights(learned))) : {}),
    ...(method === 'qlora'
      ? within('base-dequantized', modelFiles(config, dequantizedBase(config, base)))
      : {}),
  };
}

/** The two files of an adapter, of which one names the folder of its base. */
export function adapterFiles(
  trained: Omit<Trained, 'method' | 'base'> & { method: AdapterMethod },
  base?: string,
): Files {
  const { method, config, options, values } = trained;
  const held = method === 'prefix' ? { prompt_embeddings: prefixTable(values) } : values;
  const tensors = pairings(method, config, options).map(({ ours, theirs, shape, ourShape }) => {
    const value = held[ours];
    if (!value) throw new PeftError('missingTensor', ours);
    if (value.shape.join() !== ourShape.join() || value.data.length !== sizeOf(shape)) {
      throw new PeftError('badShape', ours, value.shape);
    }
    return [theirs, stored(value, shape)] as const;
  });
  return {
    [ADAPTER_CONFIG]: utf8(configText(adapterConfig(method, config, options, base))),
    [method === 'adapter' ? HUB_WEIGHTS : ADAPTER_WEIGHTS]: writeSafetensors(new Map(tensors), METADATA),
  };
}

function stored({ data }: Values, shape: readonly number[]): StoredTensor {
  return { dtype: 'F32', shape, bytes: fromFloat32(data, 'F32') };
}

function modelFiles(config: ModelConfig, weights: NamedValues): Files {
  const { configJson, bytes } = writeCheckpoint(config, weights, 'F32');
  return { [MODEL_CONFIG]: utf8(configText(configJson)), [MODEL_WEIGHTS]: bytes };
}

/** The same files in a folder. */
export function within(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]));
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
