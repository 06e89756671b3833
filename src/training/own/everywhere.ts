import { type Matrix, type ModelConfig, matrixShape } from '../model/config';
import { GRAPH_LIMITS, type Graph, numbersOf } from './graph';
import type { Problem } from './problem';
import { SANDBOX_LIMITS, traceOwnMethod } from './sandbox';

/** The graphs of a method's matrices: one for all layers, or one for each. */
export type Traces = ReadonlyMap<Matrix, Graph | readonly Graph[]>;

export interface OwnOptions {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly Matrix[];
}

export type TracedEverywhere = { readonly traces: Traces } | { readonly problem: Problem };

/** For all places together. Generous, since a slow device takes tens of milliseconds for an honest one. */
const MILLISECONDS = 20 * SANDBOX_LIMITS.milliseconds;

/**
 * Traces the source for every target of every layer, since it may do something else in each. `progress` is called
 * in front of each.
 */
export async function traceEverywhere(
  source: string,
  config: ModelConfig,
  { rank, alpha, targets }: OwnOptions,
  progress: () => void = () => {},
): Promise<TracedEverywhere> {
  const traces = new Map<Matrix, Graph[]>();
  const begin = performance.now();
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const matrix of targets) {
      progress();
      const [outputs, inputs] = matrixShape(config, matrix);
      const result = await traceOwnMethod(source, { inputs, outputs, rank, alpha, layer, matrix });
      if ('problem' in result) return result;
      if (performance.now() - begin > MILLISECONDS) {
        return { problem: { kind: 'time', milliseconds: MILLISECONDS, line: 0, column: 0 } };
      }
      const graphs = traces.get(matrix) ?? [];
      traces.set(matrix, [...graphs, result.graph]);
    }
  }
  const numbers = numbersOf([...traces.values()].flat());
  if (numbers > GRAPH_LIMITS.numbers) {
    return { problem: { kind: 'tooManyNumbers', numbers, limit: GRAPH_LIMITS.numbers, line: 0, column: 0 } };
  }
  return { traces };
}
