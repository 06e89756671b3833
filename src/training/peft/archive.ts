import { Inflate, zipSync } from 'fflate';
import { PeftError } from './error';
import { isWanted, LARGEST_FILE, LARGEST_TOTAL, MOST_FILES } from './wanted';
import type { Files } from './write';

/** Fed to the decompressor at once: it can make a thousand times as many of them before anybody looks. */
const CHUNK = 4096;

/** A zip of files, weights as they are: float32 numbers do not get smaller. */
export function zip(files: Files): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(
    ([path, bytes]) => [path, [bytes, { level: path.endsWith('.safetensors') ? 0 : 9 }]] as const,
  );
  // One date for all, so that the same training gives the same file.
  const options = { mtime: new Date(1980, 0, 1) };
  return zipSync(
    Object.fromEntries(entries) as Parameters<typeof zipSync>[0],
    options,
  ) as Uint8Array<ArrayBuffer>;
}

/** Where a file lies in a zip. */
interface Member {
  readonly name: string;
  readonly compression: number;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  /** Of its local header. */
  readonly offset: number;
}

const SIGNATURES = { end: 0x06054b50, member: 0x02014b50, local: 0x04034b50 } as const;
const LENGTHS = { end: 22, member: 46, local: 30, comment: 65535 } as const;

/**
 * The files of a zip that an import looks at. Written for strangers' files, which fflate's `unzipSync` is not: its loop
 * over the fields of a 64-bit zip need not end. No more memory than the sizes in the zip's own list, which are bounded
 * before anything is unpacked.
 *
 * @throws PeftError 'zip' or 'fileTooLarge'
 */
export function unzip(bytes: Uint8Array): Files {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wanted = members(view, bytes).filter(({ name }) => isWanted(name));
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  const large = wanted.find(({ size }) => size > LARGEST_FILE);
  if (large || total > LARGEST_TOTAL || wanted.length > MOST_FILES) {
    throw new PeftError('fileTooLarge', large?.name ?? wanted[0]?.name ?? '');
  }
  // Names that stand twice would overwrite each other without a word.
  if (new Set(wanted.map(({ name }) => name)).size < wanted.length) throw broken('a name stands twice');
  return Object.fromEntries(wanted.map((member) => [member.name, unpacked(view, bytes, member)]));
}

const broken = (detail: string): PeftError => new PeftError('zip', detail);

/** The zip's own list, at its end. */
function members(view: DataView, bytes: Uint8Array): Member[] {
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const found: Member[] = [];
  for (let index = 0; index < count; index++) {
    if (at + LENGTHS.member > end || view.getUint32(at, true) !== SIGNATURES.member) {
      throw broken('its list of files');
    }
    const nameLength = view.getUint16(at + 28, true);
    const next =
      at + LENGTHS.member + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw broken('its list of files');
    if ((view.getUint16(at + 8, true) & 1) === 1) throw broken('it has a password');
    found.push({
      name: new TextDecoder().decode(bytes.subarray(at + LENGTHS.member, at + LENGTHS.member + nameLength)),
      compression: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return found;
}

/** Where the last record begins, before a comment of any length that a zip may have. */
function endOf(view: DataView): number {
  const last = view.byteLength - LENGTHS.end;
  for (let at = last; at >= Math.max(0, last - LENGTHS.comment); at--) {
    if (view.getUint32(at, true) === SIGNATURES.end) return at;
  }
  throw broken('it is none');
}

function unpacked(view: DataView, bytes: Uint8Array, member: Member): Uint8Array {
  const { name, offset, packed, size, compression, checksum } = member;
  if (offset + LENGTHS.local > bytes.length || view.getUint32(offset, true) !== SIGNATURES.local) {
    throw broken(name);
  }
  const start =
    offset + LENGTHS.local + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw broken(name);
  const body = bytes.subarray(start, start + packed);
  if (compression !== 0 && compression !== 8) throw broken(`${name}: compression ${compression}`);
  const content = compression === 0 ? body.slice() : inflated(name, body, size);
  if (content.length !== size || crc32(content) !== checksum) throw broken(name);
  return content;
}

/** Never more than `size` and what one chunk can become. */
function inflated(name: string, body: Uint8Array, size: number): Uint8Array {
  const content = new Uint8Array(size);
  let at = 0;
  const stream = new Inflate((part) => {
    if (at + part.length > size) throw broken(name);
    content.set(part, at);
    at += part.length;
  });
  try {
    for (let from = 0; from < body.length || from === 0; from += CHUNK) {
      stream.push(body.subarray(from, from + CHUNK), from + CHUNK >= body.length);
    }
  } catch {
    throw broken(name);
  }
  if (at !== size) throw broken(name);
  return content;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ (bytes[at] as number)) & 255] as number);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
