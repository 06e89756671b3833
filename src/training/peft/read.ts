import type { NamedValues, Values } from '../engine';
import { CheckpointError, readCheckpoint } from '../formats/checkpoint';
import { readSafetensors, SafetensorsError, type StoredTensor, toFloat32 } from '../formats/safetensors';
import { DEFAULT_OPTIONS } from '../methods/defaults';
import type { MethodId, MethodOptions } from '../methods/method';
import type { ModelConfig } from '../model/config';
import { PeftError, weightsFault } from './error';
import { type AdapterMethod, type Pairing, pairings } from './names';
import { type AdapterDescription, adaptedMatrices, readAdapterConfig } from './readConfig';
import { LARGEST_FILE } from './wanted';
import {
  ADAPTER_CONFIG,
  ADAPTER_WEIGHTS,
  type Files,
  HUB_WEIGHTS,
  MODEL_CONFIG,
  MODEL_WEIGHTS,
} from './write';

/** What was read: a method's outcome, as if it had been trained here. */
export interface Imported {
  readonly method: MethodId;
  readonly options: MethodOptions;
  /** In the order and under the names of `Prepared.trainable`. */
  readonly values: NamedValues;
}

/** Python's pickles, which can hold any program. */
const PICKLES = ['adapter_model.bin', 'pytorch_adapter.bin', 'pytorch_model.bin'];

/**
 * Reads what PEFT, AdapterHub's library or `trainedFiles` has written: the files of one folder, or of a folder of folders
 * with one adapter in it. Paths may be nested; an adapter goes before a whole model.
 *
 * @param model the shape of the base that it is to be put on
 * @throws PeftError
 */
export function readTrained(files: Files, model: ModelConfig): Imported {
  const folder = folderOf(files, ADAPTER_CONFIG);
  if (folder !== undefined) return readAdapter(inside(files, folder), model);
  const whole = folderOf(files, MODEL_CONFIG);
  const pickle = Object.keys(files).find((path) => PICKLES.includes(nameOf(path)));
  if (whole === undefined) throw new PeftError(pickle ? 'pickle' : 'noAdapter', pickle ?? ADAPTER_CONFIG);
  return readModel(inside(files, whole), model);
}

/** The one folder that holds a file of this name; undefined where there is none. */
function folderOf(files: Files, name: string): string | undefined {
  const folders = Object.keys(files)
    .filter((path) => nameOf(path) === name)
    .map((path) => path.slice(0, -name.length));
  if (folders.length > 1) throw new PeftError('severalAdapters', name, folders);
  return folders[0];
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function inside(files: Files, folder: string): ReadonlyMap<string, Uint8Array> {
  return new Map(
    Object.entries(files)
      .filter(([path]) => path.startsWith(folder))
      .map(([path, bytes]) => [path.slice(folder.length), bytes]),
  );
}

function readAdapter(files: ReadonlyMap<string, Uint8Array>, model: ModelConfig): Imported {
  const description = readAdapterConfig(json(files, ADAPTER_CONFIG), model);
  const weights = description.method === 'adapter' ? HUB_WEIGHTS : ADAPTER_WEIGHTS;
  const tensors = readWeights(files, weights);
  const options = optionsOf(description, tensors.keys());
  const hubName = description.method === 'adapter' ? description.hubName : undefined;
  const pairs = pairings(description.method, model, options, hubName);
  const known = new Set(pairs.flatMap((pair) => spellings(pair, description.method)));
  for (const name of tensors.keys()) {
    if (!known.has(name)) throw new PeftError('unknownTensor', name);
  }
  const values = pairs.map((pair) => [pair.ours, tensorOf(pair, description.method, tensors)] as const);
  if (values.length === 0) throw new PeftError('missingTensor', 'lora_A.weight');
  return { method: description.method, options, values: Object.fromEntries(values) };
}

/** DoRA's lengths have a `.weight` more where a module's whole state was saved. */
function spellings({ theirs }: Pairing, method: AdapterMethod): readonly string[] {
  return method === 'dora' ? [theirs, `${theirs}.weight`] : [theirs];
}

function tensorOf(pair: Pairing, method: AdapterMethod, tensors: ReadonlyMap<string, StoredTensor>): Values {
  const name = spellings(pair, method).find((each) => tensors.has(each));
  const tensor = name === undefined ? undefined : tensors.get(name);
  if (!tensor) throw new PeftError('missingTensor', pair.theirs);
  if (tensor.shape.join() !== pair.shape.join()) {
    throw new PeftError('badShape', pair.theirs, `[${tensor.shape.join(', ')}] ≠ [${pair.shape.join(', ')}]`);
  }
  let data: Values['data'];
  try {
    data = toFloat32(tensor);
  } catch {
    throw new PeftError('badDtype', pair.theirs, tensor.dtype);
  }
  if (!data.every(Number.isFinite)) throw new PeftError('notFinite', pair.theirs);
  return { shape: pair.ourShape, data };
}

function optionsOf(description: AdapterDescription, names: Iterable<string>): MethodOptions {
  switch (description.method) {
    case 'lora':
    case 'dora': {
      const { rank, alpha, scaling } = description;
      return { ...DEFAULT_OPTIONS, rank, alpha, scaling, targets: adaptedMatrices(names) };
    }
    case 'prefix':
    case 'prompt':
      return { ...DEFAULT_OPTIONS, virtualTokens: description.virtualTokens, prefixHidden: 0 };
    case 'adapter':
      return { ...DEFAULT_OPTIONS, bottleneck: description.bottleneck };
    case 'ia3':
      return DEFAULT_OPTIONS;
  }
}

/** A whole model of the same shape: what full fine-tuning made of the base. */
function readModel(files: ReadonlyMap<string, Uint8Array>, model: ModelConfig): Imported {
  if (files.has('model.safetensors.index.json')) throw new PeftError('shards', MODEL_WEIGHTS);
  const config = json(files, MODEL_CONFIG);
  const bytes = bytesOf(files, MODEL_WEIGHTS);
  try {
    const read = readCheckpoint(config, bytes);
    for (const [field, size] of Object.entries(model)) {
      const given = read.config[field as keyof ModelConfig];
      if (given !== size) throw new PeftError('otherModel', field, given);
    }
    return { method: 'full', options: DEFAULT_OPTIONS, values: read.weights };
  } catch (cause) {
    if (cause instanceof SafetensorsError) throw weightsFault(MODEL_WEIGHTS, cause);
    if (cause instanceof CheckpointError) throw checkpointFault(cause);
    throw cause;
  }
}

function checkpointFault({ kind, subject }: CheckpointError): PeftError {
  if (kind === 'configNotAnObject') return new PeftError('configNotJson', MODEL_CONFIG);
  if (kind === 'architecture' || kind === 'quantized') return new PeftError('unsupported', subject);
  return new PeftError(kind === 'badHeads' ? 'otherModel' : kind, subject);
}

function readWeights(files: ReadonlyMap<string, Uint8Array>, name: string): Map<string, StoredTensor> {
  try {
    return readSafetensors(bytesOf(files, name)).tensors;
  } catch (cause) {
    if (cause instanceof SafetensorsError) throw weightsFault(name, cause);
    throw cause;
  }
}

function json(files: ReadonlyMap<string, Uint8Array>, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(files, name)));
  } catch (cause) {
    if (cause instanceof PeftError) throw cause;
    throw new PeftError('configNotJson', name);
  }
}

function bytesOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes) {
    if (bytes.length > LARGEST_FILE) throw new PeftError('fileTooLarge', name);
    return bytes;
  }
  const pickle = PICKLES.find((each) => files.has(each));
  throw new PeftError(pickle ? 'pickle' : 'noAdapter', pickle ?? name);
}
