import type { Random } from '../../training/random';
import type { Result, Returned } from './outcome';

/** A list of arguments of the reader's function. They are JSON. */
export type Arguments = readonly unknown[];

/** What is wrong with the form of a returned value: the message `exercise.code.returned.<message>`. */
export interface Complaint {
  readonly complaint: string;
  /** Names of kinds (`kind.number`) are put into words before they are shown. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
}

/** The case in which a property does not hold. */
export interface Failure {
  /** Which of the calls. */
  readonly call: number;
  /** A second call that the first is compared with, whose arguments differ in part. */
  readonly compared?: number | undefined;
  /** Values beside the arguments that play a part, by the names that the text uses. */
  readonly also?: Readonly<Record<string, unknown>> | undefined;
  /** What `out` and `expected` are, as a formula (`y - x·W`); the returned value itself where absent. */
  readonly what?: string | undefined;
  readonly out: unknown;
  readonly expected: unknown;
  readonly complaint?: Complaint | undefined;
}

/** What must be true of a right function. Its sentences are `exercise.code.<task>.<name>.holds` and `.fails`. */
export interface Property<Value> {
  readonly name: string;
  /** The calls that it is about. */
  readonly of: readonly number[];
  /** The values of those calls, in their order, and whether each changed its arguments. */
  check(values: readonly Value[], results: readonly Result[]): Failure | undefined;
}

/** Calls and properties of one seed. The right values come from `src/theory`. */
export interface Plan<Value> {
  readonly calls: readonly Arguments[];
  /** The calls whose values' form is a property of its own, `returns`; that of others belongs to who asks for them. */
  readonly formed: readonly number[];
  readonly properties: readonly Property<Value>[];
}

/** An exercise in which the reader completes a function. */
export interface Task<Value> {
  /** The function's name. */
  readonly entry: string;
  /** The names of its parameters. */
  readonly parameters: readonly string[];
  /** Reads what a call returned. */
  read(value: Returned, given: Arguments): { readonly value: Value } | Complaint;
  plan(random: Random): Plan<Value>;
}
