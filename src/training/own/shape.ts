import type { Position } from '../../sandbox/thrown';
import {
  type ARITHMETIC,
  type Binary,
  isOneOf,
  PRODUCTS,
  type Product,
  REDUCTIONS,
  type Unary,
} from './operations';
import { Refusal } from './problem';

/** A side of a tensor. 'N' counts the tokens of a batch: unknown until the graph runs, and always the first axis. */
export type Side = number | 'N';

/** One or two sides: [N, columns], or without N. */
export type Shape = readonly Side[];

export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`;

/** Whether there is a row for each token. */
export const hasTokens = (shape: Shape): boolean => shape[0] === 'N';

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis]);
}

export function unaryShape(operation: Unary, shape: Shape, at: Position): Shape {
  if (isOneOf(REDUCTIONS, operation)) return [...shape.slice(0, -1), 1];
  if (operation !== 'transpose') return shape;
  if (shape.length !== 2) throw shapeRefusal(operation, [shape], at);
  if (hasTokens(shape)) throw new Refusal({ kind: 'acrossTokens', operation }, at);
  return [...shape].reverse();
}

export function binaryShape(operation: Binary, a: Shape, b: Shape, at: Position): Shape {
  return isOneOf(PRODUCTS, operation) ? productShape(operation, a, b, at) : broadcast(operation, a, b, at);
}

/** [n, k] and [m, k] (linear) or [k, m] (matmul) → [n, m]. */
function productShape(operation: Product, a: Shape, b: Shape, at: Position): Shape {
  const [rows, inner] = a;
  const [outputs, inputs] = operation === 'linear' ? b : [b[1], b[0]];
  if (a.length !== 2 || b.length !== 2 || rows === undefined || outputs === undefined) {
    throw shapeRefusal(operation, [a, b], at);
  }
  // On the right-hand side, tokens would be summed over or become columns.
  if (hasTokens(b)) throw new Refusal({ kind: 'acrossTokens', operation }, at);
  if (inner !== inputs) throw shapeRefusal(operation, [a, b], at);
  return [rows, outputs];
}

/** NumPy's rule: aligned at the last axis, sides equal or 1. */
function broadcast(operation: (typeof ARITHMETIC)[number], a: Shape, b: Shape, at: Position): Shape {
  const axes = Math.max(a.length, b.length);
  const side = (shape: Shape, axis: number): Side => shape[axis - (axes - shape.length)] ?? 1;
  return Array.from({ length: axes }, (_, axis) => {
    const [left, right] = [side(a, axis), side(b, axis)];
    if (left !== right && left !== 1 && right !== 1) throw shapeRefusal(operation, [a, b], at);
    return left === 1 ? right : left;
  });
}

function shapeRefusal(operation: string, shapes: readonly Shape[], at: Position): Refusal {
  return new Refusal({ kind: 'shape', operation, shapes: shapes.map(shapeText) }, at);
}
