/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUNDS = fractions(64, Math.cbrt);
/** The same of the square roots of the first 8. */
const START = fractions(8, Math.sqrt);

/**
 * SHA-256 of some bytes as FIPS 180-4 has it, in hexadecimal. Of our own, since `crypto.subtle` is kept from insecure
 * origins, and a classroom may open the site from one. Two megabytes take some 20 ms.
 */
export function sha256(bytes: Uint8Array): string {
  const state = Uint32Array.from(START);
  const words = new Uint32Array(64);
  const whole = bytes.length - (bytes.length % 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += 64) mix(state, words, view, at);
  // The rest, a bit of 1, zeros, and the length in bits as 64.
  const rest = bytes.subarray(whole);
  const end = new Uint8Array(rest.length < 56 ? 64 : 128);
  end.set(rest);
  end[rest.length] = 0x80;
  const last = new DataView(end.buffer);
  last.setUint32(end.length - 8, Math.floor(bytes.length / 2 ** 29));
  last.setUint32(end.length - 4, (bytes.length * 8) >>> 0);
  for (let at = 0; at < end.length; at += 64) mix(state, words, last, at);
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

/** Takes the 64 bytes at `at` into the state of 8 words; `w` is room for 64 more. */
function mix(state: Uint32Array, w: Uint32Array, bytes: DataView, at: number): void {
  for (let t = 0; t < 16; t++) w[t] = bytes.getUint32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [x, y] = [w[t - 15] as number, w[t - 2] as number];
    const small = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
    const large = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
    w[t] = ((w[t - 16] as number) + small + (w[t - 7] as number) + large) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
  for (let t = 0; t < 64; t++) {
    const choice = (e & f) ^ (~e & g);
    const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice;
    const sum = (first + (ROUNDS[t] as number) + (w[t] as number)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const other = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority;
    h = g;
    g = f;
    f = e;
    e = (d + sum) | 0;
    d = c;
    c = b;
    b = a;
    a = (sum + other) | 0;
  }
  const after: Eight = [a, b, c, d, e, f, g, h];
  for (let t = 0; t < 8; t++) state[t] = (state[t] as number) + (after[t] as number);
}

type Eight = [number, number, number, number, number, number, number, number];

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Uint32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}
