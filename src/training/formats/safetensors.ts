/**
 * Files of Hugging Face's safetensors format: eight bytes with the header's length, the header in JSON, then the
 * tensors' bytes without holes. Little-endian, as every machine is that runs a browser. Reads what the reference
 * implementation (github.com/huggingface/safetensors) reads, but for names that stand twice and fields that the format
 * does not know, which it lets pass.
 */
import { brainsToFloat32, float32ToBrains, float32ToHalves, halvesToFloat32 } from './halves';
import { type HeaderJson, type HeaderObject, isWellFormed, parseHeader } from './headerJson';
import { SafetensorsError } from './safetensorsError';

export { SafetensorsError, type SafetensorsFault } from './safetensorsError';

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

const ORDER = Object.keys(DTYPES);

/** The types that trained tensors are written in. */
export type FloatDtype = 'F32' | 'F16' | 'BF16';

/** Row-major, little-endian; `bytes.length` is the product of `shape` times the bytes of an element. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface SafetensorsFile {
  /** In the order of their bytes. Their bytes are views into the file. */
  readonly tensors: Map<string, StoredTensor>;
  /** Empty where the file has none. */
  readonly metadata: Map<string, string>;
}

const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
const LARGEST_HEADER = 100_000_000;

/**
 * Reads a whole file.
 *
 * @throws SafetensorsError and nothing else, whatever the bytes are
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  if (file.length < LENGTH_BYTES) throw new SafetensorsError('truncated');
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > LARGEST_HEADER) throw new SafetensorsError('headerTooLarge');
  const start = LENGTH_BYTES + Number(length);
  if (start > file.length) throw new SafetensorsError('truncated');
  const header = parseHeader(decode(file.subarray(LENGTH_BYTES, start)));

  const metadata = readMetadata(header.get(METADATA));
  const entries = [...header]
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => readEntry(name, entry))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  const body = file.subarray(start);
  const tensors = new Map<string, StoredTensor>();
  let end = 0;
  for (const { name, dtype, shape, begin, end: next } of entries) {
    if (begin !== end) throw new SafetensorsError(begin > end ? 'hole' : 'overlap', name);
    if (next > body.length) throw new SafetensorsError('truncated', name);
    tensors.set(name, { dtype, shape, bytes: body.subarray(begin, next) });
    end = next;
  }
  if (end < body.length) throw new SafetensorsError('trailing');
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

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Offsets from the first byte after the header. */
  readonly begin: number;
  readonly end: number;
}

function readEntry(name: string, entry: HeaderJson): Entry {
  if (!(entry instanceof Map) || entry.size !== 3) throw new SafetensorsError('badEntry', name);
  const [dtype, shape, offsets] = ['dtype', 'shape', 'data_offsets'].map((field) => entry.get(field));
  if (dtype === undefined || shape === undefined || offsets === undefined) {
    throw new SafetensorsError('badEntry', name);
  }
  if (!isDtype(dtype)) throw new SafetensorsError('badDtype', name);
  if (!Array.isArray(shape)) throw new SafetensorsError('badShape', name);
  const size = byteSize(name, dtype, shape);
  const [begin, end] = Array.isArray(offsets) && offsets.length === 2 ? offsets : [];
  if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || begin > end) {
    throw new SafetensorsError('badOffsets', name);
  }
  if (end - begin !== size) throw new SafetensorsError('badSize', name);
  return { name, dtype, shape, begin, end };
}

function isDtype(value: HeaderJson): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(DTYPES, value);
}

/** Bytes of a tensor. A product that leaves the safe integers stays beyond them until it is looked at. */
function byteSize(name: string, dtype: Dtype, shape: readonly unknown[]): number {
  let size: number = DTYPES[dtype];
  for (const side of shape) {
    size *= Number.isSafeInteger(side) && (side as number) >= 0 ? (side as number) : Number.NaN;
    if (!Number.isSafeInteger(size)) throw new SafetensorsError('badShape', name);
  }
  return size;
}

/**
 * Writes a file, byte for byte as the reference implementation does: the widest types first, then by name; the header
 * padded with spaces to a multiple of eight bytes, so that every tensor is aligned.
 *
 * @throws SafetensorsError where names, shapes or sizes are not such as can be read back
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(
    ([left, a], [right, b]) => ORDER.indexOf(a.dtype) - ORDER.indexOf(b.dtype) || byCodePoint(left, right),
  );
  const parts: string[] = [];
  if (metadata.size > 0) parts.push(`${JSON.stringify(METADATA)}:${metadataJson(metadata)}`);
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of sorted) {
    if (name === METADATA || !isWellFormed(name)) throw new SafetensorsError('badName', name);
    if (!isDtype(dtype)) throw new SafetensorsError('badDtype', name);
    if (byteSize(name, dtype, shape) !== bytes.length) throw new SafetensorsError('badSize', name);
    const begin = end;
    end += bytes.length;
    parts.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
  }
  const text = new TextEncoder().encode(`{${parts.join(',')}}`);
  const length = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  if (length > LARGEST_HEADER) throw new SafetensorsError('headerTooLarge');
  const start = LENGTH_BYTES + length;
  const file = new Uint8Array(start + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, LENGTH_BYTES, start);
  file.set(text, LENGTH_BYTES);
  let at = start;
  for (const [, { bytes }] of sorted) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function metadataJson(metadata: ReadonlyMap<string, string>): string {
  const entries = [...metadata].sort(([a], [b]) => byCodePoint(a, b));
  for (const [key, text] of entries) {
    if (!isWellFormed(key) || typeof text !== 'string' || !isWellFormed(text)) {
      throw new SafetensorsError('badMetadata', key);
    }
  }
  return `{${entries.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`).join(',')}}`;
}

/** The order of the strings' UTF-8, in which Rust compares them: not that of UTF-16 beyond U+FFFF. */
function byCodePoint(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    if (a[at] !== b[at]) return (a.codePointAt(at) as number) - (b.codePointAt(at) as number);
  }
  return a.length - b.length;
}

/**
 * A copy of a tensor's numbers. Exact for F32, F16 and BF16, subnormals, infinities and NaN included; F64 is rounded to
 * the nearest float32.
 *
 * @throws SafetensorsError 'badDtype' for tensors of whole numbers and truth values
 */
export function toFloat32({ dtype, bytes }: StoredTensor): Float32Array<ArrayBuffer> {
  // A copy begins at an aligned address, which a view into a file need not.
  const { buffer } = new Uint8Array(bytes);
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'F16':
      return halvesToFloat32(new Uint16Array(buffer));
    case 'BF16':
      return brainsToFloat32(new Uint16Array(buffer));
    default:
      throw new SafetensorsError('badDtype');
  }
}

/** The bytes of numbers in `dtype`, rounded to the nearest value, ties to even. A copy. */
export function fromFloat32(data: Float32Array, dtype: FloatDtype): Uint8Array<ArrayBuffer> {
  switch (dtype) {
    case 'F32':
      return new Uint8Array(data.slice().buffer);
    case 'F16':
      return new Uint8Array(float32ToHalves(data).buffer);
    case 'BF16':
      return new Uint8Array(float32ToBrains(data).buffer);
  }
}
