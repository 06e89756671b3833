/**
 * The tiny model as Hugging Face stores a LLaMA model: `config.json` and `model.safetensors`, which transformers opens
 * as it is.
 */
import type { NamedValues, Values } from '../engine';
import { checkpointShapes, MATRICES, type ModelConfig, matrixName, sizeOf } from '../model/config';
import { CheckpointError, configJson, readConfig, type SpecialIds } from './checkpointConfig';
import {
  type FloatDtype,
  fromFloat32,
  readSafetensors,
  SafetensorsError,
  type StoredTensor,
  toFloat32,
  writeSafetensors,
} from './safetensors';

export { CheckpointError, type SpecialIds } from './checkpointConfig';

/** The tiny model's tokenizer: public/models/tiny/tokenizer.json. */
const TINY_IDS: SpecialIds = { pad: 0, bos: 1, eos: 2 };

export interface Checkpoint {
  readonly config: ModelConfig;
  /** In float32, in the order of `checkpointShapes`. */
  readonly weights: NamedValues;
}

/**
 * Reads a model: exactly the tensors of `checkpointShapes(config)`, in a float type, all of them finite.
 *
 * @param json the parsed `config.json`
 * @param bytes the whole `model.safetensors`
 * @throws CheckpointError naming the field or tensor
 * @throws SafetensorsError where the file is none
 */
export function readCheckpoint(json: unknown, bytes: Uint8Array): Checkpoint {
  const config = readConfig(json);
  const { tensors } = readSafetensors(bytes);
  const last = config.num_hidden_layers - 1;
  const lastName = `${matrixName(last, MATRICES[0])}.weight`;
  // Before the list of names is made, which for 2^53 layers would never end.
  if (!tensors.has(lastName)) throw new CheckpointError('missingTensor', lastName);
  if (last >= tensors.size) throw new CheckpointError('missingTensor', 'model.layers');
  const shapes = checkpointShapes(config);
  for (const name of tensors.keys()) {
    if (!Object.hasOwn(shapes, name)) throw new CheckpointError('unknownTensor', name);
  }
  const weights = Object.entries(shapes).map(([name, shape]) => [name, read(name, shape, tensors.get(name))]);
  return { config, weights: Object.fromEntries(weights) };
}

function read(name: string, shape: readonly number[], tensor: StoredTensor | undefined): Values {
  if (!tensor) throw new CheckpointError('missingTensor', name);
  if (!isShape(tensor.shape, shape)) throw new CheckpointError('badShape', name);
  let data: Values['data'];
  try {
    data = toFloat32(tensor);
  } catch (cause) {
    if (cause instanceof SafetensorsError) throw new CheckpointError('badDtype', name);
    throw cause;
  }
  if (!data.every(Number.isFinite)) throw new CheckpointError('notFinite', name);
  return { shape, data };
}

function isShape(shape: readonly number[], expected: readonly number[]): boolean {
  return shape.length === expected.length && shape.every((side, at) => side === expected[at]);
}

/**
 * Writes a model's two files. In 'F16' and 'BF16' the weights are rounded to the nearest value.
 *
 * @param ids of the special tokens; those of the tiny model's tokenizer by default
 * @throws CheckpointError where `readCheckpoint` would refuse what is written: weights beyond the range of `dtype` too
 */
export function writeCheckpoint(
  config: ModelConfig,
  weights: NamedValues,
  dtype: FloatDtype,
  ids: SpecialIds = TINY_IDS,
): { configJson: ReturnType<typeof configJson>; bytes: Uint8Array<ArrayBuffer> } {
  const json = configJson(config, dtype, ids);
  readConfig(json);
  const shapes = checkpointShapes(config);
  for (const name of Object.keys(weights)) {
    if (!Object.hasOwn(shapes, name)) throw new CheckpointError('unknownTensor', name);
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [name, shape] of Object.entries(shapes)) {
    const values = weights[name];
    if (!values) throw new CheckpointError('missingTensor', name);
    if (!isShape(values.shape, shape) || values.data.length !== sizeOf(shape)) {
      throw new CheckpointError('badShape', name);
    }
    const tensor = { dtype, shape, bytes: fromFloat32(values.data, dtype) };
    if (!toFloat32(tensor).every(Number.isFinite)) throw new CheckpointError('notFinite', name);
    tensors.set(name, tensor);
  }
  // transformers looks for this key and refuses files without it.
  return { configJson: json, bytes: writeSafetensors(tensors, new Map([['format', 'pt']])) };
}
