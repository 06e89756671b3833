import { type Position, readPosition } from '../../sandbox/thrown';
import { sizeOf } from '../model/config';
import {
  ARITHMETIC,
  BINARY,
  type Binary,
  isOneOf,
  STARTS,
  type StartKind,
  UNARY,
  type Unary,
} from './operations';
import { type Problem, type ProblemDetails, problemOf, Refusal } from './problem';
import { binaryShape, hasTokens, type Shape, sameShape, shapeText, unaryShape } from './shape';

/**
 * A reader's method, traced for one matrix: what it computes as an expression. It is JSON and comes out of a sandbox in
 * which the reader's code may have done anything, so `checkGraph` believes nothing of it and works out all shapes anew.
 */
export interface Graph {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[];
  /** Each in front of those that use it, and each used. */
  readonly nodes: readonly GraphNode[];
  /** The node with the layer's output, [N, outputs]. */
  readonly output: number;
}

export interface Parameter extends Position {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: StartKind;
  readonly trained: boolean;
}

/** `of` are the positions of the operands among the nodes; `number` is a second operand that is no tensor. */
export type GraphNode = Position & { readonly shape: Shape } & NodeContent;

export type NodeContent =
  | { readonly op: 'input' | 'weight' }
  | { readonly op: 'parameter'; readonly parameter: number }
  | { readonly op: Unary; readonly of: readonly [number] }
  | { readonly op: Binary; readonly of: readonly [number, number] }
  | { readonly op: (typeof ARITHMETIC)[number]; readonly of: readonly [number]; readonly number: number };

export const GRAPH_LIMITS = {
  operations: 200,
  parameters: 64,
  /** In the parameters of all places together. */
  numbers: 2_000_000,
  /** k of a tensor [N, k]. */
  columns: 4096,
};

/** The width of a layer's input and output. */
export interface Sizes {
  readonly inputs: number;
  readonly outputs: number;
}

export type Checked = { readonly graph: Graph } | { readonly problem: Problem };

/**
 * Makes a graph of something that ought to be one, without the nodes that the output does not depend on. A graph that
 * went through once goes through again unchanged.
 */
export function checkGraph(value: unknown, sizes: Sizes): Checked {
  return problemOf(() => ({ graph: readGraph(value, sizes) }));
}

/** Numbers in all parameters of the graphs. */
export function numbersOf(graphs: Iterable<Graph>): number {
  let numbers = 0;
  for (const { parameters } of graphs) {
    for (const { shape } of parameters) numbers += sizeOf(shape);
  }
  return numbers;
}

/** The nodes that a node is computed from. */
export const operandsOf = (node: NodeContent): readonly number[] => ('of' in node ? node.of : []);

function readGraph(value: unknown, { inputs, outputs }: Sizes): Graph {
  const raw = record(value);
  const parameters = list(raw['parameters'], GRAPH_LIMITS.parameters, {
    kind: 'tooManyParameters',
    limit: GRAPH_LIMITS.parameters,
  }).map(readParameter);
  const names = new Set<string>();
  for (const parameter of parameters) {
    const { name } = parameter;
    if (names.has(name)) throw new Refusal({ kind: 'parameterTwice', name }, parameter);
    names.add(name);
  }
  const numbers = numbersOf([{ parameters } as unknown as Graph]);
  if (numbers > GRAPH_LIMITS.numbers) {
    throw new Refusal({ kind: 'tooManyNumbers', numbers, limit: GRAPH_LIMITS.numbers }, parameters.at(-1));
  }

  const leaves = parameters.length + 2;
  const tooMany: ProblemDetails = { kind: 'tooManyOperations', limit: GRAPH_LIMITS.operations };
  const nodes: GraphNode[] = [];
  for (const each of list(raw['nodes'], GRAPH_LIMITS.operations + leaves, tooMany)) {
    nodes.push(readNode(each, nodes, parameters, { inputs, outputs }));
  }
  if (nodes.filter((node) => 'of' in node).length > GRAPH_LIMITS.operations) throw new Refusal(tooMany);

  const last = index(raw['output'], nodes.length);
  const output = nodes[last] as GraphNode;
  if (!sameShape(output.shape, ['N', outputs])) {
    const expected = shapeText(['N', outputs]);
    throw new Refusal({ kind: 'outputShape', shape: shapeText(output.shape), expected }, output);
  }
  const graph = pruned({ inputs, outputs, parameters, nodes, output: last });
  parameters.forEach((parameter, at) => {
    if (!graph.nodes.some((node) => node.op === 'parameter' && node.parameter === at)) {
      throw new Refusal({ kind: 'notUsed', name: parameter.name }, parameter);
    }
  });
  if (!parameters.some(({ trained }) => trained)) throw new Refusal({ kind: 'nothingTrained' }, output);
  return graph;
}

/** Only the nodes that the output depends on, in their order. */
function pruned(graph: Graph): Graph {
  const needed = new Set([graph.output]);
  for (let at = graph.output; at >= 0; at--) {
    if (needed.has(at)) for (const operand of operandsOf(graph.nodes[at] as GraphNode)) needed.add(operand);
  }
  const kept = [...needed].sort((a, b) => a - b);
  const moved = new Map(kept.map((from, to) => [from, to]));
  const nodes = kept.map((from) => {
    const node = graph.nodes[from] as GraphNode;
    return 'of' in node
      ? ({ ...node, of: node.of.map((at) => moved.get(at)) } as unknown as GraphNode)
      : node;
  });
  return { ...graph, nodes, output: kept.length - 1 };
}

function readNode(
  value: unknown,
  before: readonly GraphNode[],
  parameters: readonly Parameter[],
  sizes: Sizes,
): GraphNode {
  const raw = record(value);
  const at = readPosition(raw);
  const op = raw['op'];
  const operand = (i: number): number =>
    index(Array.isArray(raw['of']) ? raw['of'][i] : undefined, before.length);
  const shape = (i: number): Shape => (before[i] as GraphNode).shape;
  if (op === 'input') return { ...at, op, shape: ['N', sizes.inputs] };
  if (op === 'weight') return { ...at, op, shape: [sizes.outputs, sizes.inputs] };
  if (op === 'parameter') {
    const parameter = index(raw['parameter'], parameters.length);
    return { ...at, op, parameter, shape: (parameters[parameter] as Parameter).shape };
  }
  if (isOneOf(UNARY, op)) {
    const a = operand(0);
    return { ...at, op, of: [a], shape: unaryShape(op, shape(a), at) };
  }
  if (!isOneOf(BINARY, op)) throw new Refusal({ kind: 'refused', message: 'unknown operation' }, at);
  const a = operand(0);
  if (isOneOf(ARITHMETIC, op) && raw['number'] !== undefined) {
    const number = raw['number'];
    // Beyond float32 it would be infinite in the engine.
    if (typeof number !== 'number' || !Number.isFinite(Math.fround(number))) {
      throw new Refusal({ kind: 'notFinite', operation: op }, at);
    }
    return { ...at, op, of: [a], number, shape: shape(a) };
  }
  const b = operand(1);
  const result = binaryShape(op, shape(a), shape(b), at);
  limitSize(op, result, at);
  return { ...at, op, of: [a, b], shape: result };
}

/** Broadcasting and products can make much of little. */
function limitSize(operation: string, shape: Shape, at: Position): void {
  const numbers = sizeOf(shape.map((side) => (side === 'N' ? 1 : side)));
  const limit = hasTokens(shape) ? GRAPH_LIMITS.columns : GRAPH_LIMITS.numbers;
  if (numbers > limit) throw new Refusal({ kind: 'tooLarge', operation, shape: shapeText(shape), limit }, at);
}

function readParameter(value: unknown): Parameter {
  const raw = record(value);
  const at = readPosition(raw);
  const { name, shape, start, trained } = raw;
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name)) {
    throw new Refusal({ kind: 'badParameterName', name: text(name) }, at);
  }
  if (!isOneOf(STARTS, start)) throw new Refusal({ kind: 'unknownStart', name, start: text(start) }, at);
  const sides: readonly unknown[] = Array.isArray(shape) ? shape.slice(0, 3) : [];
  const fits = start === 'kaiming' ? sides.length === 2 : sides.length === 1 || sides.length === 2;
  if (!fits || !sides.every(isSide)) {
    throw new Refusal({ kind: 'badParameterShape', name, shape: `[${sides.map(text).join(', ')}]` }, at);
  }
  if (typeof trained !== 'boolean') {
    throw new Refusal({ kind: 'refused', message: 'a parameter is trained or not' }, at);
  }
  return { ...at, name, shape: [...sides], start, trained };
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= GRAPH_LIMITS.numbers;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}`.slice(0, 40) : '?';
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new Refusal({ kind: 'refused', message: 'no object' });
}

function list(value: unknown, limit: number, tooMany: ProblemDetails): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refusal({ kind: 'refused', message: 'no list' });
  if (value.length > limit) throw new Refusal(tooMany);
  return value;
}

function index(value: unknown, length: number): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < length) return value as number;
  throw new Refusal({ kind: 'refused', message: 'no node or parameter before it has this number' });
}
