/**
 * Files of Hugging Face's safetensors format: eight bytes with the header's length, the header in JSON, then the
 * tensors' bytes without holes. Little-endian, as every machine is that runs a browser. Reads what the reference
 * implementation (github.com/huggingface/safetensors) reads, but for names that stand twice and fields that the format
 * does not know, which it lets pass.
 */
import { brainsToFloat32, float32ToBrains, float32ToHalves, halvesToFloat32 } from './halves';
import { isWellFormed } from './headerJson';
import { SafetensorsError } from './safetensorsError';
import {
  byteSize,
  type Dtype,
  isDtype,
  LARGEST_HEADER,
  LENGTH_BYTES,
  METADATA,
  ORDER,
  readHeader,
} from './safetensorsHeader';

export { SafetensorsError } from './safetensorsError';
export type { Dtype } from './safetensorsHeader';

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

/**
 * Reads a whole file.
 *
 * @throws SafetensorsError and nothing else, whatever the bytes are
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  const { tensors, metadata } = readHeader(file, file.length);
  const views = [...tensors].map(
    ([name, { dtype, shape, begin, end }]) =>
      [name, { dtype, shape, bytes: file.subarray(begin, end) }] as const,
  );
  return { tensors: new Map(views), metadata };
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
    if (!isDtype(dtype)) throw new SafetensorsError('badDtype', name, String(dtype));
    const size = byteSize(name, dtype, shape);
    if (size !== bytes.length) {
      throw new SafetensorsError('badSize', name, `${bytes.length} bytes for ${size}`);
    }
    const begin = end;
    end += bytes.length;
    parts.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
  }
  const text = new TextEncoder().encode(`{${parts.join(',')}}`);
  const length = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  if (length > LARGEST_HEADER) throw new SafetensorsError('headerTooLarge', undefined, `${length} bytes`);
  const start = LENGTH_BYTES + length;
  const file = allocated(start + end);
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

/** An engine gives some gigabytes in one piece, or throws; nothing has been written then. */
function allocated(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch {
    throw new SafetensorsError('tooLarge', undefined, `${bytes} bytes`);
  }
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
      throw new SafetensorsError('badDtype', undefined, dtype);
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
