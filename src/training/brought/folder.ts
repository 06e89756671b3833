import { parseIndex } from './shardIndex';
import { TroubleError } from './trouble';

/** What is needed of a file: the browser's `File` is one. */
export interface SlicedFile {
  readonly name: string;
  readonly size: number;
  /** Where the file lay in the folder that was chosen, the folder's name first; empty where it was dropped alone. */
  readonly webkitRelativePath?: string;
  slice(begin: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** The files of a checkpoint that are looked at. */
export interface Folder {
  /** Empty where nothing tells it. */
  readonly name: string;
  readonly config: unknown;
  readonly tokenizer: unknown;
  /** Null where there is none. */
  readonly tokenizerConfig: unknown;
  readonly hasTemplateFile: boolean;
  /** In the order of their names. */
  readonly weights: readonly SlicedFile[];
  /** Which file holds which tensor, where an index says so. */
  readonly index: ReadonlyMap<string, string> | undefined;
}

/** Bytes that a JSON file may have: several times what the largest published ones have. */
const LARGEST_JSON = { config: 2 ** 20, tokenizer: 64 * 2 ** 20, index: 16 * 2 ** 20 } as const;

/** Files of weights that a checkpoint may have. */
const MOST_FILES = 1000;

const INDEX = 'model.safetensors.index.json';
const SINGLE = 'model.safetensors';

/** Weights in forms that no page should or can read: pickles, other programs' files. */
const OTHER_WEIGHTS = /\.(?:gguf|ggml|bin|pt|pth|ckpt|h5|msgpack|onnx|npz)$/i;

/**
 * Finds a checkpoint among files: those beside the config.json that lies least deep, so that folders inside, of other
 * programs' copies, are passed over. Reads the JSON files, and of the weights nothing.
 *
 * @throws TroubleError
 */
export async function openFolder(files: readonly SlicedFile[]): Promise<Folder> {
  const placed = files.map((file) => ({ file, path: pathOf(file) }));
  const depth = (path: string) => path.split('/').length;
  const configs = placed
    .filter(({ path }) => baseName(path) === 'config.json')
    .sort((a, b) => depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1));
  const config = configs[0];
  const folder = config ? config.path.slice(0, -'config.json'.length) : undefined;
  const inside = placed.filter(({ path }) => folder === undefined || isIn(folder, path));
  const named = new Map(inside.map(({ file, path }) => [baseName(path), file]));
  if (!inside.some(({ path }) => /\.safetensors$/i.test(path))) {
    const other = inside.find(({ path }) => OTHER_WEIGHTS.test(path));
    throw new TroubleError(...(other || config ? missing('noWeights', other?.path) : missing('noConfig')));
  }
  if (!config) throw new TroubleError('noConfig', 'config.json');
  const tokenizer = named.get('tokenizer.json');
  if (!tokenizer) throw new TroubleError('noTokenizer', 'tokenizer.json');
  const settings = named.get('tokenizer_config.json');
  const index = named.get(INDEX);
  const weightMap = index && parseIndex(await readJson(index, LARGEST_JSON.index, 'file'));
  return {
    name: folder?.split('/').filter(Boolean).at(-1) ?? '',
    config: await readJson(config.file, LARGEST_JSON.config, 'badConfig'),
    tokenizer: await readJson(tokenizer, LARGEST_JSON.tokenizer, 'tokenizer'),
    tokenizerConfig: settings ? await readJson(settings, LARGEST_JSON.tokenizer, 'tokenizer') : null,
    hasTemplateFile: named.has('chat_template.jinja'),
    weights: weightFiles(named, weightMap),
    index: weightMap,
  };
}

const missing = (kind: 'noWeights' | 'noConfig', path?: string) =>
  [kind, path === undefined ? (kind === 'noConfig' ? 'config.json' : SINGLE) : baseName(path)] as const;

const pathOf = ({ name, webkitRelativePath }: SlicedFile): string =>
  (webkitRelativePath || name).replace(/^\/+/, '');

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const isIn = (folder: string, path: string): boolean =>
  path.startsWith(folder) && !path.slice(folder.length).includes('/');

/** The files that the index names; without one `model.safetensors`, or else all there are. */
function weightFiles(
  named: ReadonlyMap<string, SlicedFile>,
  index: ReadonlyMap<string, string> | undefined,
): readonly SlicedFile[] {
  const all = [...named.keys()].filter((name) => /\.safetensors$/i.test(name)).sort();
  const names = index ? [...new Set(index.values())].sort() : named.has(SINGLE) ? [SINGLE] : all;
  if (names.length > MOST_FILES) throw new TroubleError('file', `${names.length} > ${MOST_FILES}`);
  return names.map((name) => {
    const file = named.get(name);
    if (!file) throw new TroubleError('file', name);
    return file;
  });
}

async function readJson(
  file: SlicedFile,
  largest: number,
  kind: 'badConfig' | 'tokenizer' | 'file',
): Promise<unknown> {
  if (file.size > largest) throw new TroubleError(kind, `${file.name}: ${file.size} > ${largest}`);
  const bytes = await readSlice(file, 0, file.size);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new TroubleError(kind, file.name);
  }
}

/** @throws TroubleError 'file' where the disk gives less, because the file is gone or was changed */
export async function readSlice(file: SlicedFile, begin: number, end: number): Promise<ArrayBuffer> {
  let bytes: ArrayBuffer;
  try {
    bytes = await file.slice(begin, end).arrayBuffer();
  } catch {
    throw new TroubleError('file', file.name);
  }
  if (bytes.byteLength !== end - begin) throw new TroubleError('file', file.name);
  return bytes;
}
