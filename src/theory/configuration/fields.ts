import { type ConfigurationProblem, Refusal } from './problem';

/** The largest value that each kind of size may have: far beyond any model, and small enough to name the culprit. */
export const LIMITS = {
  layers: 10_000,
  heads: 100_000,
  width: 1_000_000,
  feedForward: 10_000_000,
  vocabulary: 10_000_000,
  positions: 100_000_000,
  experts: 100_000,
} as const;

/**
 * The fields of an object that came out of JSON. Only own properties are looked at, so that `constructor` or
 * `__proto__` are names like any other; `null` is Python's None and reads as absent.
 */
export class Fields {
  /** Whether a size that the file leaves out was taken from the defaults of transformers. */
  usedDefaults = false;
  readonly #source: object;
  readonly #path: string;

  /** @param path what stands before a field's name in a problem, such as `text_config.`. */
  constructor(source: object, path = '') {
    this.#source = source;
    this.#path = path;
  }

  /** The value of an own field; undefined when it is absent or null. */
  value(name: string): unknown {
    if (!Object.hasOwn(this.#source, name)) return undefined;
    return Reflect.get(this.#source, name) ?? undefined;
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** Whether the field is there and null, which some kinds of model tell apart from its absence. */
  isNull(name: string): boolean {
    return Object.hasOwn(this.#source, name) && Reflect.get(this.#source, name) === null;
  }

  /** Ends the reading with a problem of this field. */
  refuse(kind: ConfigurationProblem['kind'], name: string): never {
    throw new Refusal(kind, this.#path + name, this.value(name));
  }

  /** A whole number from 1 to `limit`, under the first of its names that is present. */
  size(names: string | readonly string[], limit: number): number {
    const [first = '', ...others] = typeof names === 'string' ? [names] : names;
    const name = [first, ...others].find((each) => this.has(each)) ?? first;
    const value = this.value(name);
    if (value === undefined) return this.refuse('missing', name);
    if (typeof value !== 'number') return this.refuse('type', name);
    if (!Number.isSafeInteger(value) || value < 1 || value > limit) return this.refuse('range', name);
    return value;
  }

  /** As `size`, or `derived` from other fields when absent. */
  sizeOr(name: string, limit: number, derived: number): number {
    return this.has(name) ? this.size(name, limit) : derived;
  }

  /** As `size`, or when absent the constant that transformers has for this kind of model, if any, which is noted. */
  sizeOrDefault(name: string, limit: number, constant: number | undefined): number {
    if (this.has(name) || constant === undefined) return this.size(name, limit);
    this.usedDefaults = true;
    return constant;
  }

  /** True or false, or `otherwise` when absent. */
  flag(name: string, otherwise: boolean): boolean {
    const value = this.value(name);
    if (value === undefined) return otherwise;
    return typeof value === 'boolean' ? value : this.refuse('type', name);
  }

  /** The fields of an object inside this one; undefined when absent. */
  inner(name: string): Fields | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.refuse('type', name);
    return new Fields(value, `${this.#path}${name}.`);
  }
}
