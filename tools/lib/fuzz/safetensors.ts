/**
 * Damaged safetensors files against the reader: each must be read, and then hold exactly what its header says, or be
 * refused with the typed error.
 */
import {
  fromFloat32,
  readSafetensors,
  SafetensorsError,
  type StoredTensor,
  toFloat32,
  writeSafetensors,
} from '../../../src/training/formats/safetensors.ts';
import { createRandom, type Random } from '../../../src/training/random.ts';
import { joined, mutateBytes, mutateJson, pick } from './mutate.ts';

const BYTES: Readonly<Record<string, number>> = {
  ...{
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
  },
};
const FLOATS = new Set(['F64', 'F32', 'F16', 'BF16']);

/** Lengths that a header cannot have, or only by chance. */
const LENGTHS = [
  0n,
  1n,
  7n,
  100_000_000n,
  100_000_001n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

export interface FuzzReport {
  readonly inputs: number;
  readonly read: number;
  /** How often each word was the answer. */
  readonly refused: Readonly<Record<string, number>>;
  /** Milliseconds of the slowest input. */
  readonly slowest: number;
}

/** Whole files to begin with: all types, empty and scalar tensors, metadata, an adapter's names. */
export function wholeFiles(): readonly Uint8Array[] {
  const every = Object.entries(BYTES).map(([dtype, bytes], at): [string, StoredTensor] => [
    `t.${dtype}`,
    {
      dtype: dtype as StoredTensor['dtype'],
      shape: [at % 3, 2],
      bytes: new Uint8Array((at % 3) * 2 * bytes),
    },
  ]);
  const factor = (shape: readonly number[], count: number): StoredTensor => ({
    dtype: 'F32',
    shape,
    bytes: fromFloat32(new Float32Array(count).fill(0.5), 'F32'),
  });
  const layer = 'base_model.model.model.layers.0.self_attn.q_proj';
  return [
    writeSafetensors(new Map(every), new Map([['format', 'pt']])),
    writeSafetensors(
      new Map([
        [`${layer}.lora_A.weight`, factor([2, 4], 8)],
        [`${layer}.lora_B.weight`, factor([4, 2], 8)],
      ]),
      new Map([['format', 'pt']]),
    ),
    writeSafetensors(new Map([['scalar', { dtype: 'F16', shape: [], bytes: new Uint8Array(2) }]])),
    writeSafetensors(new Map()),
  ];
}

/** One damaged file. */
export function damaged(whole: Uint8Array, random: Random): Uint8Array {
  const kind = random.integer(10);
  if (kind < 4) return mutateBytes(whole, random);
  if (kind === 4) return mutateBytes(mutateBytes(whole, random), random);
  const start = 8 + new DataView(whole.buffer, whole.byteOffset).getUint32(0, true);
  if (kind === 5) return withHeader(whole.subarray(8, start), whole.subarray(start), pick(LENGTHS, random));
  const header = new TextDecoder().decode(whole.subarray(8, start));
  const text = kind === 6 ? shifted(header, random) : mutateJson(header, random);
  return withHeader(new TextEncoder().encode(text), whole.subarray(start));
}

/** A header with one tensor's place moved: it keeps its size, and so gets to where holes and overlaps are looked for. */
function shifted(header: string, random: Random): string {
  const pairs = [...header.matchAll(/"data_offsets":\[(\d+),(\d+)\]/g)];
  const pair = pairs[random.integer(Math.max(1, pairs.length))];
  if (!pair) return header;
  const by = pick([1, -1, 2, -2, 4, 8, -8, 1000, 2 ** 31, 2 ** 52], random);
  const [begin, end] = [Math.max(0, Number(pair[1]) + by), Math.max(0, Number(pair[2]) + by)];
  const moved = `"data_offsets":[${begin},${end}]`;
  return header.slice(0, pair.index) + moved + header.slice(pair.index + pair[0].length);
}

function withHeader(header: Uint8Array, body: Uint8Array, length = BigInt(header.length)): Uint8Array {
  const first = new Uint8Array(8);
  new DataView(first.buffer).setBigUint64(0, length, true);
  return joined(first, header, body);
}

/**
 * What the reader makes of a file: 'read', or the word with which it is refused.
 *
 * @throws Error where neither is right
 */
export function readOrRefused(file: Uint8Array): string {
  try {
    const { tensors, metadata } = readSafetensors(file);
    let total = 0;
    for (const [name, { dtype, shape, bytes }] of tensors) {
      const expected = (BYTES[dtype] ?? Number.NaN) * shape.reduce((product, side) => product * side, 1);
      if (bytes.length !== expected) throw new Error(`${name} has ${bytes.length} bytes for ${expected}`);
      // Views cost nothing: no more memory than the file.
      if (bytes.buffer !== file.buffer) throw new Error(`${name} is a copy`);
      if (FLOATS.has(dtype)) toFloat32({ dtype, shape, bytes });
      total += bytes.length;
    }
    const start = 8 + new DataView(file.buffer, file.byteOffset).getUint32(0, true);
    if (start + total !== file.length) throw new Error(`${total} bytes of tensors in ${file.length}`);
    const again = writeSafetensors(tensors, metadata);
    if (plain(readSafetensors(again).tensors) !== plain(tensors)) throw new Error('changed by a round trip');
    return 'read';
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    if (error.message.length > 1000) throw new Error('an error of more than a thousand letters');
    return error.kind;
  }
}

function plain(tensors: ReadonlyMap<string, StoredTensor>): string {
  const rows = [...tensors].map(([name, { dtype, shape, bytes }]) => [name, dtype, [...shape], [...bytes]]);
  return JSON.stringify(rows.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

/**
 * Reads `inputs` damaged files.
 *
 * @throws Error with the file in base64, where it was neither read nor refused
 */
export function fuzzSafetensors(inputs: number, seed: number): FuzzReport {
  const random = createRandom(seed, 'safetensors');
  const whole = wholeFiles();
  return counted(inputs, () => damaged(pick(whole, random), random), readOrRefused);
}

/** Gives each of `inputs` files to `answer` and counts what it says. */
export function counted(
  inputs: number,
  make: () => Uint8Array,
  answer: (file: Uint8Array) => string,
): FuzzReport {
  const answers: Record<string, number> = {};
  let slowest = 0;
  for (let round = 0; round < inputs; round++) {
    const file = make();
    const began = performance.now();
    let word: string;
    try {
      word = answer(file);
    } catch (cause) {
      const base64 = Buffer.from(file).toString('base64');
      throw new Error(`Input ${round} was neither read nor refused: ${String(cause)}\n${base64}`, { cause });
    }
    slowest = Math.max(slowest, performance.now() - began);
    answers[word] = (answers[word] ?? 0) + 1;
  }
  const { read = 0, ...refused } = answers;
  return { inputs, read, refused, slowest };
}
