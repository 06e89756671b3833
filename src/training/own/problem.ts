import { NOWHERE, type Position } from '../../sandbox/thrown';

/** What can be wrong with a reader's method, as data: the page puts it into words of the reader's language. */

export type ProblemDetails =
  | { readonly kind: 'syntax'; readonly message: string }
  /** The source threw: `message` is its own, cut at 300 characters. */
  | { readonly kind: 'thrown'; readonly message: string }
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'memory'; readonly bytes: number }
  /** Functions, or brackets of the source, nested too deeply. */
  | { readonly kind: 'recursion' }
  | { readonly kind: 'sourceTooLong'; readonly limit: number }
  /** A literal such as `2n`, whose arithmetic no time limit could stop. */
  | { readonly kind: 'bigint' }
  /** `Math.random` or `Date`: the same source has to give the same graph. */
  | { readonly kind: 'notDeterministic'; readonly name: string }
  /** No function with the name `layer`. */
  | { readonly kind: 'noFunction' }
  /** Something else was given to `operation`, or returned (`operation` is then 'return'). */
  | { readonly kind: 'notATensor'; readonly operation: string; readonly given: string }
  /** `x * 2` instead of `x.mul(2)`. */
  | { readonly kind: 'operator' }
  | { readonly kind: 'unknownOperation'; readonly operation: string }
  | {
      readonly kind: 'arguments';
      readonly operation: string;
      readonly expected: number;
      readonly given: number;
    }
  /** A number that is infinite or no number. */
  | { readonly kind: 'notFinite'; readonly operation: string }
  | { readonly kind: 'tooManyOperations'; readonly limit: number }
  /** Shapes as text, such as '[N, 64]'. */
  | { readonly kind: 'shape'; readonly operation: string; readonly shapes: readonly string[] }
  /** It would make one token's output depend on other tokens, later ones among them. */
  | { readonly kind: 'acrossTokens'; readonly operation: string }
  | { readonly kind: 'tooLarge'; readonly operation: string; readonly shape: string; readonly limit: number }
  | { readonly kind: 'unknownStart'; readonly name: string; readonly start: string }
  | { readonly kind: 'badParameterName'; readonly name: string }
  | { readonly kind: 'parameterTwice'; readonly name: string }
  /** Not one or two whole numbers from 1; 'kaiming' needs two. */
  | { readonly kind: 'badParameterShape'; readonly name: string; readonly shape: string }
  | { readonly kind: 'tooManyParameters'; readonly limit: number }
  /** All parameters together. */
  | { readonly kind: 'tooManyNumbers'; readonly numbers: number; readonly limit: number }
  | { readonly kind: 'outputShape'; readonly shape: string; readonly expected: string }
  /** A parameter that the output does not depend on. */
  | { readonly kind: 'notUsed'; readonly name: string }
  | { readonly kind: 'nothingTrained' }
  /** What came out of the sandbox is no graph: only tampering brings this about. */
  | { readonly kind: 'refused'; readonly message: string };

export type Problem = Position & ProblemDetails;

/** Carries a problem out of nested calls; never leaves this folder. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: ProblemDetails, { line, column }: Position = NOWHERE) {
    super(problem.kind);
    this.problem = { line, column, ...problem };
  }
}

/** What `work` returns, or the problem that it found. */
export function problemOf<T>(work: () => T): T | { readonly problem: Problem } {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.problem };
    throw error;
  }
}
