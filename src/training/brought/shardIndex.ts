import { TroubleError } from './trouble';

/**
 * The map of `model.safetensors.index.json` from tensors to the files that hold them.
 *
 * @throws TroubleError 'file'
 */
export function parseIndex(json: unknown): ReadonlyMap<string, string> {
  const map = typeof json === 'object' && json !== null && Object.hasOwn(json, 'weight_map') ? json : {};
  const entries = Reflect.get(map, 'weight_map');
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries)) throw refused('weight_map');
  const result = new Map<string, string>();
  for (const [tensor, file] of Object.entries(entries)) {
    // A name alone: a path would lead out of the folder.
    if (typeof file !== 'string' || !/^[^/\\]+\.safetensors$/i.test(file)) throw refused(tensor);
    result.set(tensor, file);
  }
  if (result.size === 0) throw refused('weight_map');
  return result;
}

const refused = (subject: string): TroubleError =>
  new TroubleError('file', `model.safetensors.index.json: ${subject}`);
