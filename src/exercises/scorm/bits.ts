/** The 64 digits of base64url (RFC 4648, §5): none of them is changed by an LMS that escapes XML, JSON or addresses. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
export const BITS_A_DIGIT = 6;

/** Packs whole numbers of a known width into text, the highest bit first. */
export class BitWriter {
  #text = '';
  #rest = 0;
  #restBits = 0;

  /** Throws a RangeError unless `value` is a whole number of at most `bits` (1 to 32) bits. */
  write(value: number, bits: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits)
      throw new RangeError(`${value} does not fit into ${bits} bits`);
    for (let bit = bits - 1; bit >= 0; bit--) {
      // Division, for a shift would take the highest of 32 bits for a sign.
      this.#rest = this.#rest * 2 + (Math.floor(value / 2 ** bit) % 2);
      this.#restBits += 1;
      if (this.#restBits === BITS_A_DIGIT) this.#flush();
    }
  }

  /** All that was written, filled up with zeros to a whole digit. */
  text(): string {
    while (this.#restBits > 0) this.write(0, 1);
    return this.#text;
  }

  #flush(): void {
    this.#text += DIGITS[this.#rest];
    this.#rest = 0;
    this.#restBits = 0;
  }
}

/** Reads what a `BitWriter` wrote. */
export class BitReader {
  readonly #text: string;
  #bit = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Throws a RangeError at the end of the text, or at what is no digit. */
  read(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const digit = DIGITS.indexOf(this.#text.charAt(Math.floor(this.#bit / BITS_A_DIGIT)) || '?');
      if (digit < 0) throw new RangeError('the text ends too early, or is none of ours');
      value = value * 2 + ((digit >> (BITS_A_DIGIT - 1 - (this.#bit % BITS_A_DIGIT))) & 1);
      this.#bit += 1;
    }
    return value;
  }
}
