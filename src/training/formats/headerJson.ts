import { SafetensorsError } from './safetensorsError';

/**
 * JSON as a safetensors header may hold it. Objects are maps, so that no name, `__proto__` included, means more than
 * itself. Numbers are those written as whole numbers from 0; every other number is NaN, which no check lets pass.
 */
export type HeaderJson = string | number | boolean | null | readonly HeaderJson[] | HeaderObject;
export type HeaderObject = ReadonlyMap<string, HeaderJson>;

/** A header nests three deep; beyond this nobody means well. */
const DEEPEST = 16;

/**
 * The lists of a header are shapes and pairs of offsets: PyTorch's tensors have 64 dimensions at most. Without an end two
 * letters of the file, `0,`, would take eight bytes of memory and more.
 */
export const LONGEST_LIST = 64;

/** Half a surrogate pair: no character, and nothing that UTF-8 can hold. */
const HALF_PAIR = /\p{Surrogate}/u;

export function isWellFormed(text: string): boolean {
  return !HALF_PAIR.test(text);
}

/**
 * Parses a header: one object from the first character on, padded with spaces. `JSON.parse` would keep the last of two
 * equal names without a word, and read 1.0 as 1.
 *
 * @throws SafetensorsError 'headerNotJson', 'headerTooDeep', 'listTooLong', 'duplicateName' or 'badName'
 */
export function parseHeader(text: string): HeaderObject {
  const parser = new Parser(text);
  const header = parser.value(0);
  if (!text.startsWith('{') || !(header instanceof Map)) throw new SafetensorsError('headerNotJson');
  parser.end();
  return header;
}

const LITERALS = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): HeaderJson {
    if (depth > DEEPEST)
      throw new SafetensorsError('headerTooDeep', undefined, `more than ${DEEPEST} levels`);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
    }
    const word = this.#match(WORD);
    if (word) return LITERALS.get(word) as boolean | null;
    const digits = this.#match(NUMBER);
    if (!digits) throw new SafetensorsError('headerNotJson');
    return /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  }

  /** Nothing but spaces may follow. */
  end(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      if (this.#text[this.#at] !== ' ') throw new SafetensorsError('headerNotJson');
    }
  }

  #object(depth: number): HeaderObject {
    const entries = new Map<string, HeaderJson>();
    this.#items('}', () => {
      const name = this.#string();
      if (entries.has(name)) throw new SafetensorsError('duplicateName', name);
      this.#space();
      if (!this.#take(':')) throw new SafetensorsError('headerNotJson');
      this.#space();
      entries.set(name, this.value(depth + 1));
    });
    return entries;
  }

  #array(depth: number): HeaderJson[] {
    const items: HeaderJson[] = [];
    this.#items(']', () => {
      if (items.length === LONGEST_LIST) {
        throw new SafetensorsError('listTooLong', undefined, `more than ${LONGEST_LIST} items`);
      }
      items.push(this.value(depth + 1));
    });
    return items;
  }

  #items(close: string, item: () => void): void {
    this.#at++;
    this.#space();
    if (this.#take(close)) return;
    for (;;) {
      item();
      this.#space();
      if (this.#take(close)) return;
      if (!this.#take(',')) throw new SafetensorsError('headerNotJson');
      this.#space();
    }
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at;
    if (!this.#take('"')) throw new SafetensorsError('headerNotJson');
    while (this.#at < text.length && text[this.#at] !== '"') this.#at += text[this.#at] === '\\' ? 2 : 1;
    this.#at++;
    let value: string;
    try {
      // The whole token, escapes and forbidden control characters included, is plain JSON.
      value = JSON.parse(text.slice(start, this.#at));
    } catch {
      throw new SafetensorsError('headerNotJson');
    }
    if (!isWellFormed(value)) throw new SafetensorsError('badName', value);
    return value;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #take(character: string): boolean {
    const found = this.#text[this.#at] === character;
    if (found) this.#at++;
    return found;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
