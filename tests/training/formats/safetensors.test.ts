import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromFloat32,
  readSafetensors,
  SafetensorsError,
  type StoredTensor,
  toFloat32,
  writeSafetensors,
} from '../../../src/training/formats/safetensors';
import { headerEnd, readHeader } from '../../../src/training/formats/safetensorsHeader';
import { fuzzSafetensors, readOrRefused } from '../../../tools/lib/fuzz/safetensors';
import { milliseconds } from '../../support/milliseconds';
import { REFERENCE_FILE } from './reference';

/** A file with any header and body. */
function file(header: string, body: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

function thrownBy(work: () => unknown): { kind: string; tensor: string | undefined } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    return { kind: error.kind, tensor: error.tensor };
  }
  return { kind: 'none', tensor: undefined };
}

const faultOf = (bytes: Uint8Array) => thrownBy(() => readSafetensors(bytes)).kind;

const BYTES = { F64: 8, I64: 8, F32: 4, I32: 4, U32: 4, F16: 2, BF16: 2, I16: 2, I8: 1, U8: 1, BOOL: 1 };

const tensor = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(BYTES) as (keyof typeof BYTES)[])),
    shape: fc.array(fc.nat(4), { maxLength: 3 }),
  })
  .chain(({ dtype, shape }) => {
    const length = BYTES[dtype] * shape.reduce((product, side) => product * side, 1);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes): StoredTensor => ({ dtype, shape, bytes }));
  });

const name = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'toString', ''),
);
const tensors = fc
  .uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key, maxLength: 6 })
  .map((entries) => new Map(entries));
const metadata = fc.array(fc.tuple(name, fc.string({ unit: 'binary' }))).map((entries) => new Map(entries));

/** Plain data to compare by. */
const plain = (map: ReadonlyMap<string, StoredTensor>) =>
  [...map]
    .map(([key, { dtype, shape, bytes }]) => [key, dtype, [...shape], [...bytes]] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

describe('safetensors', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(tensors, metadata, (written, about) => {
        const bytes = writeSafetensors(written, about);
        const read = readSafetensors(bytes);
        expect(plain(read.tensors)).toEqual(plain(written));
        expect(new Map(read.metadata)).toEqual(about);
        const start = 8 + new DataView(bytes.buffer).getUint32(0, true);
        expect(start % 8).toBe(0);
        for (const [key, { dtype, bytes: view }] of read.tensors) {
          expect(view.byteOffset % BYTES[dtype as keyof typeof BYTES], key).toBe(0);
        }
        const backwards = new Map([...written].reverse());
        expect(writeSafetensors(backwards, new Map([...about].reverse()))).toEqual(bytes);
      }),
    );
  });

  it('are the reference implementation’s, byte for byte', () => {
    const bytes = new Uint8Array(Buffer.from(REFERENCE_FILE, 'base64'));
    const { tensors: read, metadata: about } = readSafetensors(bytes);
    expect(read.size).toBe(15);
    expect([...about]).toEqual([['format', 'pt']]);
    const half = read.get('b') as StoredTensor;
    expect([...toFloat32(half)]).toEqual([1, 2]);
    expect(read.get('é"')?.shape).toEqual([2, 2]);
    expect([...toFloat32(read.get('s') as StoredTensor)]).toEqual([3]);
    expect(writeSafetensors(read, about)).toEqual(bytes);
  });

  it('are read wherever they lie in memory', () => {
    const bytes = writeSafetensors(
      new Map([['a', { dtype: 'F32', shape: [2], bytes: fromFloat32(Float32Array.of(1, -2), 'F32') }]]),
    );
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const read = readSafetensors(shifted.subarray(3)).tensors.get('a') as StoredTensor;
    expect([...toFloat32(read)]).toEqual([1, -2]);
  });

  it('keep __proto__ a name like others', () => {
    const entry = '{"dtype":"U8","shape":[1],"data_offsets":[0,1]}';
    const { tensors: read } = readSafetensors(file(`{"__proto__":${entry}}`, [7]));
    expect([...read.keys()]).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['dtype']).toBeUndefined();
  });

  it('may be empty, and spaced as JSON may be', () => {
    expect(readSafetensors(file('{}')).tensors.size).toBe(0);
    expect(readSafetensors(file('{ }   ')).tensors.size).toBe(0);
    const spaced = '{ "a" :\n{"shape":[ 1 ],\t"data_offsets":[0 , 1],"dtype":"U8"} , "__metadata__":{}}';
    expect(readSafetensors(file(spaced, [1])).tensors.size).toBe(1);
  });

  const U8 = (shape: string, offsets: string, dtype = '"U8"') =>
    `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;

  it.each<[string, string, ArrayLike<number>]>([
    ['headerNotJson', '', []],
    ['headerNotJson', ' {}', []],
    ['headerNotJson', '{}\n', []],
    ['headerNotJson', '{}{}', []],
    ['headerNotJson', '[]', []],
    ['headerNotJson', '{"a"', []],
    ['headerNotJson', '{"a":', []],
    ['headerNotJson', '{"a\\', []],
    ['headerNotJson', '{"a\u0001":1}', []],
    ['headerNotJson', '{"a":{},}', []],
    ['headerNotJson', '{"a":01}', []],
    ['headerTooDeep', `{"a":${'['.repeat(1e5)}`, []],
    ['headerTooDeep', '{"a":'.repeat(1e5), []],
    ['listTooLong', `{"a":[${'0,'.repeat(1e5)}0]}`, []],
    ['headerNotUtf8', '\u{1}', []],
    ['badName', '{"\\ud800":{}}', []],
    ['badEntry', '{"a":1}', []],
    ['badEntry', '{"a":{}}', []],
    ['badEntry', '{"a":{"dtype":"U8","shape":[1],"offsets":[0,1]}}', [1]],
    ['badEntry', '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}', [1]],
    ['badDtype', `{"a":${U8('[1]', '[0,1]', '"F8"')}}`, [1]],
    ['badDtype', `{"a":${U8('[1]', '[0,1]', '"toString"')}}`, [1]],
    ['badDtype', `{"a":${U8('[1]', '[0,1]', 'null')}}`, [1]],
    ['badShape', `{"a":${U8('1', '[0,1]')}}`, [1]],
    ['badShape', `{"a":${U8('[1.0]', '[0,1]')}}`, [1]],
    ['badShape', `{"a":${U8('[1e0]', '[0,1]')}}`, [1]],
    ['badShape', `{"a":${U8('[-1]', '[0,1]')}}`, [1]],
    ['badShape', `{"a":${U8('[-0]', '[0,0]')}}`, []],
    ['badShape', `{"a":${U8('["1"]', '[0,1]')}}`, [1]],
    ['badShape', `{"a":${U8('[4294967296,4294967296]', '[0,0]')}}`, []],
    ['badShape', `{"a":${U8('[9007199254740992]', '[0,0]')}}`, []],
    ['badOffsets', `{"a":${U8('[1]', '[0]')}}`, [1]],
    ['badOffsets', `{"a":${U8('[1]', '[0,1,2]')}}`, [1]],
    ['badOffsets', `{"a":${U8('[1]', '[1,0]')}}`, [1]],
    ['badOffsets', `{"a":${U8('[1]', '[0,9007199254740992]')}}`, [1]],
    ['badOffsets', `{"a":${U8('[1]', '{"0":0,"1":1}')}}`, [1]],
    ['badSize', `{"a":${U8('[2]', '[0,1]')}}`, [1]],
    ['badSize', `{"a":${U8('[1]', '[0,2]', '"F32"')}}`, [1, 2]],
    ['hole', `{"a":${U8('[1]', '[1,2]')}}`, [1, 2]],
    ['overlap', `{"a":${U8('[2]', '[0,2]')},"b":${U8('[2]', '[1,3]')}}`, [1, 2, 3]],
    ['overlap', `{"a":${U8('[1]', '[0,1]')},"b":${U8('[1]', '[0,1]')}}`, [1]],
    ['truncated', `{"a":${U8('[2]', '[0,2]')}}`, [1]],
    ['trailing', `{"a":${U8('[2]', '[0,2]')}}`, [1, 2, 3]],
    ['trailing', '{}', [1]],
    ['duplicateName', `{"a":${U8('[1]', '[0,1]')},"\\u0061":${U8('[1]', '[1,2]')}}`, [1, 2]],
    ['duplicateName', '{"a":{"dtype":"U8","dtype":"U8"}}', []],
    ['duplicateName', '{"__metadata__":{},"__metadata__":{}}', []],
    ['duplicateName', '{"__metadata__":{"a":"","a":""}}', []],
    ['badMetadata', '{"__metadata__":{"a":1}}', []],
    ['badMetadata', '{"__metadata__":null}', []],
    ['badMetadata', '{"__metadata__":[]}', []],
  ])('refuse: %s in %s', (kind, header, body) => {
    const bytes = file(header, body);
    if (kind === 'headerNotUtf8') bytes[8] = 0xff;
    expect(faultOf(bytes)).toBe(kind);
  });

  it('name the tensor that is wrong', () => {
    const bytes = file(`{"here":${U8('[2]', '[0,1]')}}`, [1]);
    expect(thrownBy(() => readSafetensors(bytes))).toEqual({ kind: 'badSize', tensor: 'here' });
  });

  it('refuse lengths of the header that cannot be', () => {
    expect(faultOf(new Uint8Array(0))).toBe('truncated');
    expect(faultOf(new Uint8Array(7))).toBe('truncated');
    expect(faultOf(file('{}', [], 3n))).toBe('truncated');
    expect(faultOf(file('{}', [], 100_000_000n))).toBe('truncated');
    expect(faultOf(file('{}', [], 100_000_001n))).toBe('headerTooLarge');
    expect(faultOf(file('{}', [], 2n ** 64n - 1n))).toBe('headerTooLarge');
  });

  it('say what is wrong, against what it should be', () => {
    const message = (header: string, body: number[] = []) => {
      try {
        readSafetensors(file(header, body));
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(message(`{"a":${U8('[1]', '[0,1]', '"F8_E4M3"')}}`, [1])).toBe('badDtype: a: F8_E4M3');
    expect(message(`{"a":${U8('[2]', '[0,1]')}}`, [1])).toBe('badSize: a: 1 bytes for U8 [2], which takes 2');
    expect(message(`{"a":${U8('[1]', '[1,2]')}}`, [1, 2])).toContain('begins at 1, where 0 bytes lie');
    expect(message(`{"${'n'.repeat(1e6)}":1}`).length).toBeLessThan(300);
  });

  it('are right to the byte where a tensor lies at an odd address', () => {
    const odd = `{"a":${U8('[1]', '[0,1]')},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}`;
    const bytes = file(odd, [9, ...new Uint8Array(Float32Array.of(1.5).buffer)]);
    expect([...toFloat32(readSafetensors(bytes).tensors.get('b') as StoredTensor)]).toEqual([1.5]);
  });

  it('of 2 GB and beyond are known from their headers alone', () => {
    const entry = (shape: string, begin: number, end: number) =>
      `{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;
    const head = (end: number) =>
      file(`{"a":${entry('[32768,32768]', 0, 2 ** 32)},"b":${entry('[1073741824]', 2 ** 32, end)}}`);
    const whole = head(2 ** 33);
    const start = headerEnd(whole, 1e12);
    expect(start).toBe(whole.length);
    const { tensors: places } = readHeader(whole, start + 2 ** 33);
    expect(places.get('b')).toMatchObject({ begin: start + 2 ** 32, end: start + 2 ** 33 });
    const kind = (bytes: Uint8Array, size: number) => thrownBy(() => readHeader(bytes, size)).kind;
    expect(kind(whole, start + 2 ** 33 - 1)).toBe('truncated');
    expect(kind(whole, start + 2 ** 33 + 1)).toBe('trailing');
    expect(kind(head(2 ** 33 - 1), start + 2 ** 33)).toBe('badSize');
    expect(kind(whole.subarray(0, 20), start + 2 ** 33)).toBe('truncated');
    const huge = { dtype: 'U8', shape: [2 ** 51], bytes: { length: 2 ** 51 } } as unknown as StoredTensor;
    expect(thrownBy(() => writeSafetensors(new Map([['a', huge]]))).kind).toBe('tooLarge');
  });

  it.each([
    ['lists', '['],
    ['a list without an end', `{"a":[${'0,'.repeat(1e7)}`],
    ['spaces', `{${' '.repeat(2e7)}`],
    ['a number without an end', `{"a":${'1'.repeat(2e7)}`],
    ['a string without an end', `{"${'a'.repeat(2e7)}`],
    ['backslashes', `{"${'\\\\'.repeat(5e6)}`],
  ])('give up soon on twenty megabytes of %s', (_, header) => {
    const bytes = file(header.length === 1 ? header.repeat(2e7) : header);
    expect(faultOf(bytes)).not.toBe('none');
    expect(milliseconds(() => faultOf(bytes), 10_000)).toBeLessThan(10_000);
  });

  it('are not written where they could not be read', () => {
    const bytes = new Uint8Array(1);
    const of = (key: string, stored: Partial<StoredTensor>) =>
      thrownBy(() => writeSafetensors(new Map([[key, { dtype: 'U8', shape: [1], bytes, ...stored }]]))).kind;
    expect(of('a', {})).toBe('none');
    expect(of('__metadata__', {})).toBe('badName');
    expect(of('\ud800', {})).toBe('badName');
    expect(of('a', { shape: [2] })).toBe('badSize');
    expect(of('a', { shape: [-1, -1] })).toBe('badShape');
    expect(of('a', { dtype: 'F8' as 'U8' })).toBe('badDtype');
    expect(thrownBy(() => writeSafetensors(new Map(), new Map([['a', '\udc00']]))).kind).toBe('badMetadata');
  });
});

describe('damaged files', () => {
  const whole = writeSafetensors(
    new Map<string, StoredTensor>([
      ['model.norm.weight', { dtype: 'F32', shape: [4], bytes: fromFloat32(new Float32Array(4), 'F32') }],
      ['b', { dtype: 'BF16', shape: [2, 3], bytes: new Uint8Array(12) }],
      ['empty', { dtype: 'F64', shape: [0], bytes: new Uint8Array(0) }],
    ]),
    new Map([['format', 'pt']]),
  );

  it('are refused at every truncation', () => {
    expect(readOrRefused(whole)).toBe('read');
    for (let length = 0; length < whole.length; length++) {
      expect(readOrRefused(whole.subarray(0, length)), `${length}`).not.toBe('read');
    }
  });

  it('are refused or read, never anything else: 4,000 of the 100,000 that `npm run audit -- fuzz` tries', () => {
    const { read, refused, slowest } = fuzzSafetensors(4000, 7);
    expect(read).toBeGreaterThan(100);
    const words = ['truncated', 'headerNotJson', 'headerTooLarge', 'badEntry', 'badShape', 'badDtype'];
    for (const word of [...words, 'badSize', 'hole', 'overlap', 'trailing', 'headerTooDeep', 'listTooLong']) {
      expect(refused[word], word).toBeGreaterThan(0);
    }
    expect(slowest).toBeLessThan(1000);
  });

  it('are refused when they are noise', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void readOrRefused(bytes)));
    fc.assert(fc.property(fc.json(), (json) => void readOrRefused(file(json))));
  });
});
