/**
 * The header of a safetensors file: what lies where, without the tensors' bytes. It is all that must be read of a file of
 * many gigabytes before its tensors are fetched one by one.
 */
import { type HeaderJson, type HeaderObject, LONGEST_LIST, parseHeader } from './headerJson';
import { SafetensorsError } from './safetensorsError';

/** Bytes of an element, in the order in which the reference implementation stores tensors: the widest first. */
const DTYPES = {
  U64: 8,
  I64: 8,
  F64: 8,
  F32: 4,
  U32: 4,
  I32: 4,
  BF16: 2,
  F16: 2,
  U16: 2,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type Dtype = keyof typeof DTYPES;

/** The types in the order in which a file holds their tensors. */
export const ORDER: readonly string[] = Object.keys(DTYPES);

export const METADATA = '__metadata__';
export const LENGTH_BYTES = 8;
export const LARGEST_HEADER = 100_000_000;

/** Where a tensor lies. */
export interface TensorPlace {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Offsets from the file's first byte. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes, without holes from the header's end to the file's. */
  readonly tensors: Map<string, TensorPlace>;
  /** Empty where the file has none. */
  readonly metadata: Map<string, string>;
}

/**
 * Where the header of a file ends, in bytes from its beginning.
 *
 * @param head the file's first bytes, eight at least
 * @param size of the whole file
 * @throws SafetensorsError 'truncated' or 'headerTooLarge'
 */
export function headerEnd(head: Uint8Array, size: number): number {
  if (head.length < LENGTH_BYTES) throw new SafetensorsError('truncated', undefined, `${head.length} bytes`);
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  if (length > LARGEST_HEADER) {
    throw new SafetensorsError('headerTooLarge', undefined, `${length} of ${LARGEST_HEADER} bytes`);
  }
  const end = LENGTH_BYTES + Number(length);
  if (end > size) {
    throw new SafetensorsError('truncated', undefined, `a header of ${length} in a file of ${size} bytes`);
  }
  return end;
}

/**
 * Reads the header of a file of any size.
 *
 * @param head the file's bytes from the beginning to `headerEnd` at least; what lies behind is not looked at
 * @param size of the whole file
 * @throws SafetensorsError and nothing else, whatever the bytes are
 */
export function readHeader(head: Uint8Array, size: number): SafetensorsHeader {
  const start = headerEnd(head, size);
  if (start > head.length) throw new SafetensorsError('truncated', undefined, 'the header is not whole');
  const header = parseHeader(decode(head.subarray(LENGTH_BYTES, start)));
  const metadata = readMetadata(header.get(METADATA));
  const entries = [...header]
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => ({ name, ...readEntry(name, entry, start) }))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors = new Map<string, TensorPlace>();
  let at = start;
  for (const { name, ...place } of entries) {
    const { begin, end } = place;
    if (begin !== at) {
      const found = `begins at ${begin - start}, where ${at - start} bytes lie before it`;
      throw new SafetensorsError(begin > at ? 'hole' : 'overlap', name, found);
    }
    if (end > size) {
      throw new SafetensorsError('truncated', name, `ends at ${end - start} of ${size - start} bytes`);
    }
    tensors.set(name, place);
    at = end;
  }
  if (at < size) throw new SafetensorsError('trailing', undefined, `${size - at} bytes`);
  return { tensors, metadata };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SafetensorsError('headerNotUtf8');
  }
}

function readMetadata(value: HeaderJson | undefined): Map<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined) return metadata;
  if (!(value instanceof Map)) throw new SafetensorsError('badMetadata');
  for (const [key, text] of value as HeaderObject) {
    if (typeof text !== 'string') throw new SafetensorsError('badMetadata', key);
    metadata.set(key, text);
  }
  return metadata;
}

/** Its offsets count from the header's end, `start`. */
function readEntry(name: string, entry: HeaderJson, start: number): TensorPlace {
  if (!(entry instanceof Map) || entry.size !== 3) throw new SafetensorsError('badEntry', name);
  const [dtype, shape, offsets] = ['dtype', 'shape', 'data_offsets'].map((field) => entry.get(field));
  if (dtype === undefined || shape === undefined || offsets === undefined) {
    throw new SafetensorsError('badEntry', name);
  }
  if (!isDtype(dtype)) throw new SafetensorsError('badDtype', name, describe(dtype));
  if (!Array.isArray(shape)) throw new SafetensorsError('badShape', name, describe(shape));
  const size = byteSize(name, dtype, shape);
  const [begin, end] = Array.isArray(offsets) && offsets.length === 2 ? offsets : [];
  if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || begin > end) {
    throw new SafetensorsError('badOffsets', name, describe(offsets));
  }
  if (end - begin !== size) {
    const found = `${end - begin} bytes for ${dtype} [${shape.join(', ')}], which takes ${size}`;
    throw new SafetensorsError('badSize', name, found);
  }
  // Beyond 2^53 the sums would round; no file ends there, and `size` tells it so.
  return { dtype, shape, begin: start + begin, end: start + end };
}

/** A value of the header as it stood there, as far as it can be told in a sentence. */
function describe(value: HeaderJson): string {
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  return typeof value === 'object' && value !== null ? '{…}' : String(value);
}

export function isDtype(value: HeaderJson): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(DTYPES, value);
}

/**
 * Bytes of a tensor.
 *
 * @throws SafetensorsError 'badShape', as soon as the product leaves the safe integers
 */
export function byteSize(name: string, dtype: Dtype, shape: readonly unknown[]): number {
  if (shape.length > LONGEST_LIST) throw new SafetensorsError('badShape', name, `${shape.length} dimensions`);
  let size: number = DTYPES[dtype];
  for (const side of shape) {
    size *= Number.isSafeInteger(side) && (side as number) >= 0 ? (side as number) : Number.NaN;
    if (!Number.isSafeInteger(size)) throw new SafetensorsError('badShape', name, `[${shape.join(', ')}]`);
  }
  return size;
}
