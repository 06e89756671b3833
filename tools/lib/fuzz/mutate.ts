import type { Random } from '../../../src/training/random.ts';

/** Characters that JSON is made of, and some that it must not hold. */
const ALPHABET = new TextEncoder().encode('{}[]":,\\0123456789eE-+.u \u0000F');

/** JSON as text: numbers that no float holds, and fields that stand twice, must be writable. */
const VALUES = [
  ...['0', '1', '-1', '-0', '0.5', '1e0', '1e308', '1e999', '65536', '2147483647', '2147483648'],
  ...['4294967296', '9007199254740991', '9007199254740992', '18446744073709551616', '1'.repeat(400)],
  ...[
    '""',
    '"F32"',
    '"F8_E4M3"',
    '"BF16"',
    '"toString"',
    'null',
    'true',
    '[]',
    '{}',
    '[0,0]',
    '[1]',
    '[[[]]]',
  ],
  ...['[4294967296,4294967296]', '[0,9007199254740991]', '[1,0]', '"\\ud800"', '{"a":{"a":{"a":1}}}'],
  `${'['.repeat(40)}${']'.repeat(40)}`,
  `[${'0,'.repeat(200)}0]`,
];

/** A number, a list of numbers, a string or a word in JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\[[\d,\s]*\]|-?\d+(?:\.\d+)?|true|false|null/g;

/** JSON with one to three of its values or names replaced by hostile ones, or taken out with what follows. */
export function mutateJson(text: string, random: Random): string {
  let mutated = text;
  for (let change = random.integer(3); change >= 0; change--) {
    const tokens = [...mutated.matchAll(TOKEN)];
    const token = tokens[random.integer(Math.max(1, tokens.length))];
    if (!token) return mutated;
    const from = token.index;
    const to = from + token[0].length;
    const other = tokens[random.integer(tokens.length)]?.[0] ?? '0';
    const kind = random.integer(8);
    const value =
      kind === 0 ? other : kind === 1 ? '' : kind < 5 ? nudged(token[0], random) : pick(VALUES, random);
    mutated = mutated.slice(0, from) + value + mutated.slice(kind === 1 ? to + random.integer(3) : to);
  }
  return mutated;
}

/** A number that is off by a little: offsets that overlap or gape by a byte are the likeliest mistakes. */
function nudged(token: string, random: Random): string {
  return token.replaceAll(/\d+/g, (digits) =>
    random.integer(2) === 0 ? digits : String(Math.max(0, Number(digits) + random.integer(9) - 4)),
  );
}

/** Bytes with one to three of them changed, taken out, put in or doubled, or the end cut off. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated: Uint8Array = bytes.slice();
  for (let change = random.integer(3); change >= 0; change--) {
    const at = random.integer(Math.max(1, mutated.length));
    const length = random.integer(16);
    const piece = mutated.subarray(at, at + length);
    switch (random.integer(6)) {
      case 0:
        mutated[at] = random.integer(256);
        break;
      case 1:
        mutated[at] = pick(ALPHABET, random);
        break;
      case 2:
        mutated = joined(mutated.subarray(0, at), mutated.subarray(at + 1 + length));
        break;
      case 3:
        mutated = joined(mutated.subarray(0, at), Uint8Array.of(random.integer(256)), mutated.subarray(at));
        break;
      case 4:
        mutated = joined(mutated.subarray(0, at), piece, mutated.subarray(at));
        break;
      default:
        mutated = mutated.slice(0, at);
    }
  }
  return mutated;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function pick<T>(items: ArrayLike<T>, random: Random): T {
  return items[random.integer(items.length)] as T;
}
