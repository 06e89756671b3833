import type { NamedValues } from '../engine';
import { checkpointShapes, type ModelConfig } from '../model/config';
import { CheckpointError, configJson, readConfig, type SpecialIds } from './checkpointConfig';
import { fromFloat32, readSafetensors, toFloat32, writeSafetensors } from './safetensors';

export { CheckpointError, type CheckpointFault } from './checkpointConfig';

/**
 * A Hugging Face checkpoint of the tiny model's family, checked whole: the names and shapes are exactly those that the
 * configuration asks for, and every weight is a finite number.
 *
 * @throws CheckpointError, SafetensorsError
 */
export function readCheckpoint(
  json: unknown,
  file: Uint8Array,
): { config: ModelConfig; weights: NamedValues } {
  const config = readConfig(json);
  const { tensors } = readSafetensors(file);
  const shapes = checkpointShapes(config);
  for (const name of tensors.keys()) {
    if (!Object.hasOwn(shapes, name)) throw new CheckpointError('unknownTensor', name);
  }
  const weights: Record<string, NamedValues[string]> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const tensor = tensors.get(name);
    if (!tensor) throw new CheckpointError('missingTensor', name);
    if (tensor.shape.join() !== shape.join()) throw new CheckpointError('badShape', name);
    if (!['F16', 'BF16', 'F32'].includes(tensor.dtype)) throw new CheckpointError('badDtype', name);
    const data = toFloat32(tensor);
    if (!data.every(Number.isFinite)) throw new CheckpointError('notFinite', name);
    weights[name] = { shape, data };
  }
  return { config, weights };
}

/** The two files of a checkpoint that hold a model: `config.json` as an object, and the bytes of `model.safetensors`. */
export function writeCheckpoint(
  config: ModelConfig,
  weights: NamedValues,
  dtype: 'F32' | 'F16' | 'BF16',
  ids: SpecialIds = { pad: 0, bos: 1, eos: 2 },
) {
  const tensors = Object.entries(checkpointShapes(config)).map(([name, shape]) => {
    const values = weights[name];
    if (values?.shape.join() !== shape.join()) throw new CheckpointError('missingTensor', name);
    return [name, { dtype, shape, bytes: fromFloat32(values.data, dtype) }] as const;
  });
  return {
    configJson: configJson(config, dtype, ids),
    bytes: writeSafetensors(new Map(tensors), new Map([['format', 'pt']])),
  };
}
