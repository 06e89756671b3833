/**
 * The state of a widget as one small typed object, and its versioned URL form.
 * Deep links, the language switch, presenting, exercises and printing all use this one object.
 *
 * The URL form holds non-default values only, behind `v=1`. What is out of range, of the wrong type or not
 * on offer is refused with a `Problem` and the default stands: nothing is clamped in silence, nothing throws.
 */
export const STATE_VERSION = '1';

/** A query longer than this is no link of ours. */
export const MAX_QUERY_LENGTH = 2000;

/** Why a text was refused. `given` is cut, so that a hostile link cannot fill the page. */
export type Problem =
  | { readonly kind: 'integer' | 'number' | 'blank'; readonly given: string }
  | { readonly kind: 'range'; readonly given: string; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly given: string; readonly allowed: readonly string[] }
  | { readonly kind: 'empty'; readonly given: string; readonly allowed: readonly string[] }
  | { readonly kind: 'repeated'; readonly given: string };

/** Problems of the link as a whole. */
export type LinkProblem = { readonly kind: 'version' | 'long'; readonly given: string };

export type Parsed<T> = { readonly value: T } | { readonly problem: Problem };

export interface Field<T> {
  readonly initial: T;
  /** Reads a text as it stands in a URL or a control. */
  parse(text: string): Parsed<T>;
  format(value: T): string;
}

export type Schema<S> = { readonly [K in keyof S]: Field<S[K]> };

export interface IntegerField extends Field<number> {
  readonly min: number;
  readonly max: number;
  /** Where a slider stops; ascending. Any integer between `min` and `max` may be typed. */
  readonly stops: readonly number[];
}

export interface ChoiceField<T extends string> extends Field<T> {
  readonly options: readonly T[];
}

export interface SubsetField<T extends string> extends Field<readonly T[]> {
  readonly options: readonly T[];
}

const cut = (text: string): string => (text.length > 32 ? `${text.slice(0, 32)}…` : text);

export function integer(
  initial: number,
  stops: readonly number[],
  max = stops.at(-1) ?? initial,
): IntegerField {
  const min = stops[0] ?? initial;
  return {
    initial,
    min,
    max,
    stops,
    format: String,
    parse(text) {
      // As the page itself writes them: 2,048.
      const trimmed = text.trim().replaceAll(/(?<=\d)[,，\u202f ](?=\d{3}(?!\d))/g, '');
      if (trimmed === '') return { problem: { kind: 'blank', given: '' } };
      if (!/^[+-]?\d{1,15}$/.test(trimmed)) return { problem: { kind: 'integer', given: cut(text) } };
      // “-0” is zero: adding zero takes its sign away.
      const value = Number(trimmed) + 0;
      if (value < min || value > max) return { problem: { kind: 'range', given: cut(text), min, max } };
      return { value };
    },
  };
}

export function choice<T extends string>(initial: T, options: readonly T[]): ChoiceField<T> {
  return {
    initial,
    options,
    format: (value) => value,
    parse(text) {
      const value = options.find((option) => option === text);
      return value === undefined
        ? { problem: { kind: 'choice', given: cut(text), allowed: options } }
        : { value };
    },
  };
}

/** A non-empty subset, written `q,k,v,o`; read in any order, kept in the order of `options`. */
export function subset<T extends string>(initial: readonly T[], options: readonly T[]): SubsetField<T> {
  return {
    initial,
    options,
    format: (value) => value.join(','),
    parse(text) {
      const names = text.split(',').filter((name) => name !== '');
      if (names.length === 0) return { problem: { kind: 'empty', given: '', allowed: options } };
      const unknown = names.find((name) => !(options as readonly string[]).includes(name));
      if (unknown !== undefined)
        return { problem: { kind: 'choice', given: cut(unknown), allowed: options } };
      return { value: options.filter((option) => names.includes(option)) };
    },
  };
}

export function initialState<S>(schema: Schema<S>): S {
  return mapFields(schema, (field) => field.initial);
}

export interface ReadState<S> {
  readonly state: S;
  readonly problems: { readonly [K in keyof S]?: Problem };
  readonly linkProblem: LinkProblem | null;
}

/**
 * Reads a state from a query. Never throws. Parameters that no field names are left to others.
 * A link of another version, or one that is far too long, is refused as a whole.
 */
export function readState<S>(
  schema: Schema<S>,
  query: string,
  defaults: S = initialState(schema),
): ReadState<S> {
  if (query.length > MAX_QUERY_LENGTH) {
    return { state: defaults, problems: {}, linkProblem: { kind: 'long', given: String(query.length) } };
  }
  const parameters = new URLSearchParams(query);
  const version = parameters.get('v');
  if (version !== null && version !== STATE_VERSION) {
    return { state: defaults, problems: {}, linkProblem: { kind: 'version', given: cut(version) } };
  }
  const problems: { [K in keyof S]?: Problem } = {};
  const state = { ...defaults };
  for (const name of fieldNames(schema)) {
    const texts = parameters.getAll(String(name));
    const text = texts[0];
    if (text === undefined) continue;
    const parsed: Parsed<S[typeof name]> =
      texts.length > 1 ? { problem: { kind: 'repeated', given: cut(text) } } : schema[name].parse(text);
    if ('problem' in parsed) problems[name] = parsed.problem;
    else state[name] = parsed.value;
  }
  return { state, problems, linkProblem: null };
}

/** The URL form of a state: `v=1` and the values that differ from `defaults`. Empty where none does. */
export function writeState<S>(
  schema: Schema<S>,
  state: S,
  defaults: S = initialState(schema),
): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of fieldNames(schema)) {
    const text = schema[name].format(state[name]);
    if (text !== schema[name].format(defaults[name])) parameters.set(String(name), text);
  }
  if (parameters.size === 0) return parameters;
  return new URLSearchParams([['v', STATE_VERSION], ...parameters]);
}

/** A query as links show it: commas are legal there, and `targets=q,k,v,o` reads better than `%2C`. */
export function linkForm(parameters: URLSearchParams): string {
  return parameters.toString().replaceAll('%2C', ',');
}

export function fieldNames<S>(schema: Schema<S>): readonly (keyof S)[] {
  return Object.keys(schema) as (keyof S)[];
}

function mapFields<S>(schema: Schema<S>, map: <K extends keyof S>(field: Field<S[K]>) => S[K]): S {
  return Object.fromEntries(fieldNames(schema).map((name) => [name, map(schema[name])])) as unknown as S;
}
