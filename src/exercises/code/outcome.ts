import type { Position } from '../../sandbox/thrown';

/** What the reader's function returned: numbers, also infinite ones and NaN, lists, fields; of anything else its kind. */
export type Returned = number | readonly Returned[] | ReturnedFields | ReturnedOther;

export interface ReturnedFields {
  readonly fields: Readonly<Record<string, Returned>>;
}
export interface ReturnedOther {
  /** As `typeof` has it; or 'null', 'promise', 'nested' (too deep). */
  readonly other: string;
}

/** Why there is nothing to grade, as data: the page puts it into words of the reader's language. */
export type FaultDetails =
  | { readonly kind: 'syntax'; readonly message: string }
  /** The code threw: `message` is its own. */
  | { readonly kind: 'thrown'; readonly message: string }
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'memory'; readonly bytes: number }
  | { readonly kind: 'recursion' }
  | { readonly kind: 'sourceTooLong'; readonly limit: number }
  /** No function of the name that the exercise asks for. */
  | { readonly kind: 'noFunction'; readonly name: string }
  /** `fetch`, `document` and the like, which are parts of the page and not of the language. */
  | { readonly kind: 'outside'; readonly name: string }
  /** `import` or `require`. */
  | { readonly kind: 'noImport' }
  /** More numbers were returned than any right answer has. */
  | { readonly kind: 'tooMuch'; readonly limit: number }
  /** What came out of the sandbox cannot be read: only tampering brings this about. */
  | { readonly kind: 'refused' };

/** `call`: in which of the calls, where in one of them. */
export type Fault = Position & { readonly call?: number | undefined } & FaultDetails;

export interface Result {
  readonly value: Returned;
  /** Whether the function changed what it was given. */
  readonly changed: boolean;
}

export interface Ran {
  /** One for each call. */
  readonly results: readonly Result[];
  /** Where the function stands. */
  readonly at: Position;
}

export type Outcome = (Ran | { readonly fault: Fault }) & {
  /** What `console.log` was given, a line each. */
  readonly printed: string;
};

/** What to run: the function `entry` of the source, on each list of arguments. */
export interface Request {
  readonly source: string;
  readonly entry: string;
  readonly calls: readonly (readonly unknown[])[];
}
