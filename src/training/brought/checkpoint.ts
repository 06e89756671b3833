/**
 * A checkpoint as it lies on the reader's disk: what its config.json and the headers of its files say, checked against
 * each other before any memory is taken; and its tensors, one by one.
 */
import { CheckpointError } from '../formats/checkpointConfig';
import { type Family, readFamilyConfig } from '../formats/familyConfig';
import { brainsToFloat32, halvesToFloat32 } from '../formats/halves';
import { headerEnd, LENGTH_BYTES, readHeader, type TensorPlace } from '../formats/safetensorsHeader';
import { checkpointShapes, type ModelConfig, sizeOf } from '../model/config';
import type { CheckpointDescription } from './api';
import { type Folder, openFolder, readSlice, type SlicedFile } from './folder';
import { weightsTrouble } from './trouble';

/** Where a tensor's bytes lie. */
interface Lying extends TensorPlace {
  readonly file: SlicedFile;
}

export interface Checkpoint {
  readonly folder: Folder;
  readonly family: Family;
  readonly config: ModelConfig;
  /** Every tensor of `checkpointShapes(config)`, and no other. */
  readonly tensors: ReadonlyMap<string, Lying>;
}

/** Bytes of an element of the types that weights are read in. */
const FLOATS: ReadonlyMap<string, number> = new Map([
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
]);

/** Bytes that are read at once: little beside any model, and a multiple of every block. */
const PIECE = 2 ** 22;

/**
 * Reads config.json, the tokenizer's files as JSON, and the headers.
 *
 * @throws TroubleError, CheckpointError
 */
export async function openCheckpoint(files: readonly SlicedFile[]): Promise<Checkpoint> {
  const folder = await openFolder(files);
  const { family, config } = readFamilyConfig(folder.config);
  return { folder, family, config, tensors: fitted(config, await readHeaders(folder)) };
}

/**
 * Of the tensors that were found those that the model needs, in its order.
 *
 * @throws CheckpointError for one that is missing, of another shape or type, or of no use
 */
export function fitted<P extends TensorPlace>(
  config: ModelConfig,
  found: ReadonlyMap<string, P>,
): ReadonlyMap<string, P> {
  const last = config.num_hidden_layers - 1;
  // Before the list of names is made, which for a million layers would be long.
  if (last >= found.size) throw new CheckpointError('missingTensor', `model.layers.${last}`);
  const shapes = checkpointShapes(config);
  const other = [...found.keys()].find((name) => !Object.hasOwn(shapes, name) && !isSurplus(name, config));
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const place = found.get(name);
    if (!place) throw new CheckpointError('missingTensor', other === undefined ? name : `${name} (${other})`);
    if (place.shape.join() !== shape.join()) {
      throw new CheckpointError('badShape', `${name}: [${place.shape.join(', ')}] ≠ [${shape.join(', ')}]`);
    }
    if (!FLOATS.has(place.dtype)) throw new CheckpointError('badDtype', `${name}: ${place.dtype}`);
    return [name, place] as const;
  });
  if (other !== undefined) throw new CheckpointError('unknownTensor', other);
  return new Map(tensors);
}

/** What some files hold and transformers passes over: an output layer that is the embedding, and old files' rates. */
function isSurplus(name: string, config: ModelConfig): boolean {
  return (
    name.endsWith('.rotary_emb.inv_freq') ||
    (name === 'lm_head.weight' && config.tie_word_embeddings !== false)
  );
}

async function readHeaders({ weights, index }: Folder): Promise<Map<string, Lying>> {
  const found = new Map<string, Lying>();
  for (const file of weights) {
    for (const [name, place] of await readHeaderOf(file)) {
      if (found.has(name)) throw new CheckpointError('unknownTensor', `${name} (${file.name})`);
      if (index && index.get(name) !== file.name) {
        throw new CheckpointError('unknownTensor', `${name} (${file.name})`);
      }
      found.set(name, { ...place, file });
    }
  }
  for (const [name, file] of index ?? []) {
    if (!found.has(name)) throw new CheckpointError('missingTensor', `${name} (${file})`);
  }
  return found;
}

async function readHeaderOf(file: SlicedFile): Promise<Map<string, TensorPlace>> {
  try {
    const head = new Uint8Array(await readSlice(file, 0, Math.min(LENGTH_BYTES, file.size)));
    const end = headerEnd(head, file.size);
    return readHeader(new Uint8Array(await readSlice(file, 0, end)), file.size).tensors;
  } catch (cause) {
    throw weightsTrouble(file.name, cause);
  }
}

/** What the page tells of a checkpoint. */
export function describe({
  folder,
  family,
  config,
  tensors,
}: Checkpoint): Omit<CheckpointDescription, 'hasChatTemplate'> {
  const places = [...tensors.values()];
  const numbers = places.map(({ shape }) => sizeOf(shape));
  return {
    name: nameOf(folder),
    family,
    parameters: numbers.reduce((sum, each) => sum + each, 0),
    layers: config.num_hidden_layers,
    width: config.hidden_size,
    heads: config.num_attention_heads,
    keyValueHeads: config.num_key_value_heads ?? config.num_attention_heads,
    vocabulary: config.vocab_size,
    tied: config.tie_word_embeddings !== false,
    dtypes: [...new Set(places.map(({ dtype }) => dtype))].sort(),
    bytes: folder.weights.reduce((sum, { size }) => sum + size, 0),
    largestTensor: Math.max(...places.map(({ begin, end }) => end - begin)),
  };
}

/** The folder's name, or the last part of what config.json says it was loaded from. */
function nameOf({ name, config }: Folder): string {
  const path: unknown = Reflect.get(config as object, '_name_or_path');
  const said = typeof path === 'string' ? path.split(/[/\\]/).filter(Boolean).at(-1) : undefined;
  return (name || said || 'model').slice(0, 100);
}

/**
 * Reads one tensor in float32 into the beginning of `room`, piece by piece, so that little else is held.
 *
 * @returns the part of `room` that it fills
 * @throws CheckpointError 'notFinite', TroubleError 'file'
 */
export async function readTensor(
  { tensors }: Checkpoint,
  name: string,
  room: Float32Array<ArrayBuffer>,
  onBytes: (bytes: number) => void = () => {},
): Promise<Float32Array<ArrayBuffer>> {
  const { file, dtype, shape, begin, end } = tensors.get(name) as Lying;
  const width = FLOATS.get(dtype) as number;
  for (let at = begin; at < end; at += PIECE) {
    const until = Math.min(at + PIECE, end);
    const bytes = await readSlice(file, at, until);
    const piece = room.subarray((at - begin) / width, (until - begin) / width);
    if (dtype === 'F32') piece.set(new Float32Array(bytes));
    else if (dtype === 'F16') halvesToFloat32(new Uint16Array(bytes), piece);
    else brainsToFloat32(new Uint16Array(bytes), piece);
    release(bytes);
    if (!allFinite(piece)) throw new CheckpointError('notFinite', name);
    onBytes(until - at);
  }
  return room.subarray(0, sizeOf(shape));
}

function allFinite(data: Float32Array): boolean {
  // The difference of a number with itself is 0, and NaN for an infinity or a NaN: one sum tells.
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += (data[at] as number) - (data[at] as number);
  return sum === 0;
}

/** Gives memory back at once, where the engine can: the collector counts little of it, and waits. */
export function release(buffer: ArrayBuffer & { transfer?: (length: number) => ArrayBuffer }): void {
  buffer.transfer?.(0);
}
