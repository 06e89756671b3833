import { type NamedValues, nn, np, type Tensor, type Values } from '../engine';
import { gaussian, kaimingUniform, ones, zeros } from '../methods/initial';
import type { Prepared, Start } from '../methods/method';
import { type Matrix, matrixName, matrixShape } from '../model/config';
import { linear, type Place } from '../model/forward';
import type { Random } from '../random';
import type { Traces } from './everywhere';
import { type Graph, type GraphNode, operandsOf, type Parameter } from './graph';
import type { Binary, Unary } from './operations';

/** Deviation of the start 'gaussian', as GPT-2's weights have it. */
const DEVIATION = 0.02;

/**
 * The reader's method, made ready: its parameters are `model.layers.….q_proj.own_A` and so on, those that are not
 * trained among the frozen.
 *
 * @throws Error if a target has no graph, or one for other sizes
 */
export function prepareOwn({ config, options, base, random }: Start, traces: Traces): Prepared {
  const frozen: Record<string, Values> = { ...base };
  const trainable: Record<string, Values> = {};
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const matrix of options.targets) {
      const place = { layer, matrix };
      const graph = graphAt(traces, place);
      const [outputs, inputs] = matrixShape(config, matrix);
      if (graph?.outputs !== outputs || graph.inputs !== inputs) {
        throw new Error(`no graph [${outputs}, ${inputs}] for ${matrixName(layer, matrix)}`);
      }
      for (const parameter of graph.parameters) {
        const values = firstValues(parameter, random);
        (parameter.trained ? trainable : frozen)[parameterName(place, parameter)] = values;
      }
    }
  }
  const targets: ReadonlySet<Matrix> = new Set(options.targets);
  return {
    frozen,
    trainable,
    weights: (held) => held,
    adapt: (trained, held) => ({
      linear: (place, input, weight) => {
        const graph = targets.has(place.matrix) ? graphAt(traces, place) : undefined;
        if (!graph) return linear(input, weight);
        return runGraph(graph, input, weight, (parameter) => {
          const name = parameterName(place, parameter);
          const tensor = (parameter.trained ? trained : held)[name];
          if (!tensor) throw new Error(`no parameter ${name}`);
          return tensor.ref;
        });
      },
    }),
  };
}

function graphAt(traces: Traces, { layer, matrix }: Place): Graph | undefined {
  const found = traces.get(matrix);
  return Array.isArray(found) ? (found as readonly Graph[])[layer] : (found as Graph | undefined);
}

export function parameterName({ layer, matrix }: Place, { name }: Pick<Parameter, 'name'>): string {
  return `${matrixName(layer, matrix)}.own_${name}`;
}

/** A parameter before training. 'kaiming' is LoRA's: uniform within ±1/√columns. */
function firstValues({ shape, start }: Parameter, random: Random): NamedValues[string] {
  switch (start) {
    case 'zeros':
      return zeros(shape);
    case 'ones':
      return ones(shape);
    case 'kaiming':
      return kaimingUniform(shape, random);
    case 'gaussian':
      return gaussian(shape, DEVIATION, random);
  }
}

/**
 * Computes a graph: x [N, inputs], W [outputs, inputs] → [N, outputs]. Uses up both; `parameter` gives a reference of
 * its own at each call.
 */
export function runGraph(
  graph: Graph,
  input: Tensor,
  weight: Tensor,
  parameter: (parameter: Parameter) => Tensor,
): Tensor {
  const uses = useCounts(graph);
  const values: (Tensor | undefined)[] = [];
  let [inputUses, weightUses] = [0, 0];
  for (const { op } of graph.nodes) {
    if (op === 'input') inputUses++;
    if (op === 'weight') weightUses++;
  }
  const share = (tensor: Tensor, left: number): Tensor => (left > 0 ? tensor.ref : tensor);
  // The last to use a value gets the value itself, the others references.
  const take = (at: number): Tensor => {
    const left = (uses[at] as number) - 1;
    uses[at] = left;
    return share(values[at] as Tensor, left);
  };
  const evaluate = (node: GraphNode): Tensor => {
    switch (node.op) {
      case 'input':
        return share(input, --inputUses);
      case 'weight':
        return share(weight, --weightUses);
      case 'parameter':
        return parameter(graph.parameters[node.parameter] as Parameter);
      default: {
        const [a, b] = node.of.map(take) as [Tensor, Tensor | undefined];
        if ('number' in node) return binary(node.op, a, node.number);
        return b ? binary(node.op as Binary, a, b) : unary(node.op as Unary, a);
      }
    }
  };
  if (inputUses === 0) input.dispose();
  if (weightUses === 0) weight.dispose();
  for (const node of graph.nodes) values.push(evaluate(node));
  return take(graph.output);
}

/** How often each node is an operand; the graph's output once more. */
function useCounts(graph: Graph): number[] {
  const uses = graph.nodes.map(() => 0);
  for (const at of graph.nodes.flatMap(operandsOf).concat(graph.output)) uses[at] = (uses[at] as number) + 1;
  return uses;
}

function unary(op: Unary, a: Tensor): Tensor {
  switch (op) {
    case 'neg':
      return a.neg();
    case 'exp':
      return np.exp(a);
    case 'log':
      return np.log(a);
    case 'sqrt':
      return np.sqrt(a);
    case 'square':
      return a.ref.mul(a);
    case 'abs':
      return np.abs(a);
    case 'tanh':
      return np.tanh(a);
    case 'sigmoid':
      return nn.sigmoid(a);
    case 'relu':
      return nn.relu(a);
    case 'silu':
      return nn.silu(a);
    case 'gelu':
      return nn.gelu(a, { approximate: true });
    case 'softmax':
      return nn.softmax(a, -1);
    case 'sum':
      return a.sum(-1, { keepdims: true });
    case 'mean':
      return a.mean(-1, { keepdims: true });
    case 'max':
      return a.max(-1, { keepdims: true });
    case 'transpose':
      return a.transpose();
  }
}

function binary(op: Binary, a: Tensor, b: Tensor | number): Tensor {
  switch (op) {
    case 'add':
      return a.add(b);
    case 'sub':
      return a.sub(b);
    case 'mul':
      return a.mul(b);
    case 'div':
      return typeof b === 'number' ? a.mul(1 / b) : a.mul(np.reciprocal(b));
    case 'linear':
      return linear(a, b as Tensor);
    case 'matmul':
      return np.matmul(a, b as Tensor);
  }
}
