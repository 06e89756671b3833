/**
 * The methods of a symbolic tensor. All but `transpose`, `linear` and `matmul` work on each number or on each row, so
 * that no method can carry anything from one token to another.
 */

/** Numbers each by itself: the shape stays. */
export const ELEMENTWISE = [
  'neg',
  'exp',
  'log',
  'sqrt',
  'square',
  'abs',
  'tanh',
  'sigmoid',
  'relu',
  /** x·σ(x). */
  'silu',
  /** In its tanh form: x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2. */
  'gelu',
  /** Over the last axis. */
  'softmax',
] as const;

/** Over the last axis, which stays with length 1. */
export const REDUCTIONS = ['sum', 'mean', 'max'] as const;

/** With a number or a tensor, broadcast as in NumPy. */
export const ARITHMETIC = ['add', 'sub', 'mul', 'div'] as const;

/** Of tensors with two axes. `x.linear(M)` is x·Mᵀ, with M stored as PyTorch stores a layer: [outputs, inputs]. */
export const PRODUCTS = ['linear', 'matmul'] as const;

export const UNARY = [...ELEMENTWISE, ...REDUCTIONS, 'transpose'] as const;
export const BINARY = [...ARITHMETIC, ...PRODUCTS] as const;

export type Unary = (typeof UNARY)[number];
export type Arithmetic = (typeof ARITHMETIC)[number];
export type Product = (typeof PRODUCTS)[number];
export type Binary = Arithmetic | Product;

/** How a parameter begins: see `firstValues` of method.ts. */
export const STARTS = ['zeros', 'ones', 'kaiming', 'gaussian'] as const;

export type StartKind = (typeof STARTS)[number];

export function isOneOf<T extends string>(list: readonly T[], value: unknown): value is T {
  return (list as readonly unknown[]).includes(value);
}
