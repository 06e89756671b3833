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
import { createRandom } from '../../../src/training/random';
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
    ['headerNotJson', `{"a":${'['.repeat(1e5)}`, []],
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

  /** A file that is read must hold what its header says; anything else must throw the typed error. */
  function readOrRefused(bytes: Uint8Array): boolean {
    try {
      const { tensors: read, metadata: about } = readSafetensors(bytes);
      let total = 0;
      for (const { dtype, shape, bytes: view } of read.values()) {
        expect(view.length).toBe(
          shape.reduce((product, side) => product * side, 1) * ({ ...BYTES, U64: 8, U16: 2 } as const)[dtype],
        );
        total += view.length;
      }
      expect(8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) + total).toBe(bytes.length);
      expect(plain(readSafetensors(writeSafetensors(read, about)).tensors)).toEqual(plain(read));
      return true;
    } catch (error) {
      if (!(error instanceof SafetensorsError)) throw error;
      return false;
    }
  }

  it('are refused at every truncation', () => {
    expect(readOrRefused(whole)).toBe(true);
    for (let length = 0; length < whole.length; length++) {
      expect(readOrRefused(whole.subarray(0, length)), `${length}`).toBe(false);
    }
  });

  it('are refused or read, never anything else: 5,000 mutations', () => {
    const random = createRandom(7);
    const below = random.integer;
    const alphabet = new TextEncoder().encode('{}[]":,\\0123456789eE-+.u \u0000F');
    let refused = 0;
    for (let round = 0; round < 5000; round++) {
      let bytes = whole.slice();
      for (let change = below(3); change >= 0; change--) {
        const at = below(bytes.length);
        const kind = below(4);
        if (kind === 0) bytes[at] = below(256);
        else if (kind === 1) bytes[at] = alphabet[below(alphabet.length)] as number;
        else if (kind === 2) bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
        else bytes = Uint8Array.from([...bytes.subarray(0, at), below(256), ...bytes.subarray(at)]);
      }
      if (!readOrRefused(bytes)) refused++;
    }
    expect(refused).toBeGreaterThan(2500);
    expect(refused).toBeLessThan(5000);
  });

  it('are refused when they are noise', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void readOrRefused(bytes)));
    fc.assert(fc.property(fc.json(), (json) => void readOrRefused(file(json))));
  });
});
