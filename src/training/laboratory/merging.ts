/** A method's change added to the weights once and for all, and how far the outputs are from those with it beside them. */
import { dispose, type NamedValues, toTensors, type Values } from '../engine';
import { vectorName } from '../methods/ia3';
import { MATRICES, type Matrix, matrixName } from '../model/config';
import type { LabMethod, MergeReport } from './api';
import { type Learned, update } from './learned';
import type { Answerer, Reader } from './model';

/** Tokens on which merged and unmerged outputs are compared. */
const MERGE_TOKENS = 64;

/** Methods whose change is one of weights, and can therefore be added to them once and for all. */
export function isMergeable(method: LabMethod): boolean {
  return ['full', 'lora', 'dora', 'ia3'].includes(method);
}

/** The weights with the method's change in them: W + ΔW, or for (IA)³ rows and columns scaled. */
export function mergedWeights(learned: Learned): NamedValues {
  const { method, config, base, trained } = learned;
  if (method === 'full') return trained;
  const merged: Record<string, Values> = { ...base };
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const matrix of MATRICES) {
      const name = `${matrixName(layer, matrix)}.weight`;
      const { shape, data } = base[name] as Values;
      const scale = scaleOf(trained[vectorName({ layer, matrix })], matrix, base[name] as Values);
      if (scale) {
        merged[name] = { shape, data: data.map((value, at) => value * scale(at)) };
        continue;
      }
      const change = update(learned, layer, matrix);
      if (!change) continue;
      merged[name] = { shape, data: data.map((value, at) => value + (change.data[at] as number)) };
    }
  }
  return merged;
}

/** What (IA)³ multiplies each number of a matrix by: its column's scale, where inputs are scaled, else its row's. */
function scaleOf(vector: Values | undefined, matrix: Matrix, { shape }: Values) {
  if (!vector) return undefined;
  const columns = shape[1] as number;
  return (at: number): number =>
    vector.data[matrix === 'down_proj' ? at % columns : Math.floor(at / columns)] as number;
}

/** What is told of a method whose change cannot be merged. */
export const UNMERGEABLE: MergeReport = { mergeable: false, difference: 0, largest: 0, residue: 0 };

/**
 * Compares what comes out with the change beside the weights and in them, on one row of tokens.
 *
 * @param learned by a method that is mergeable
 * @param base what reads the merged weights as the pretrained ones
 */
export async function compareMerged(
  learned: Learned,
  beside: Answerer,
  base: Reader,
  { ids, padding }: { readonly ids: readonly number[]; readonly padding: number },
): Promise<MergeReport> {
  const merged = mergedWeights(learned);
  const row = Int32Array.from({ length: MERGE_TOKENS }, (_, at) => ids[at] ?? padding);
  const outputs = await beside.reader.logits(beside.weighted, row.slice());
  const frozen = toTensors(merged);
  const within = await base.logits({ frozen, trainable: {} }, row);
  dispose(frozen);
  return {
    mergeable: true,
    difference: furthest(outputs, within),
    largest: outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    residue: unmergedResidue(merged, learned),
  };
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < a.length; at++) {
    most = Math.max(most, Math.abs((a[at] as number) - (b[at] as number)));
  }
  return most;
}

/** The largest distance of a weight from the pretrained one, in float32, once the change is taken out of the merged one again. */
function unmergedResidue(merged: NamedValues, learned: Learned): number {
  const { method, base, config, trained } = learned;
  if (method === 'full') return 0;
  let most = 0;
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const matrix of MATRICES) {
      const name = `${matrixName(layer, matrix)}.weight`;
      const [before, within] = [base[name] as Values, merged[name] as Values];
      const scale = scaleOf(trained[vectorName({ layer, matrix })], matrix, before);
      const change = scale ? undefined : update(learned, layer, matrix);
      if (!scale && !change) continue;
      const unmerged = within.data.map((value, at) =>
        scale ? value / scale(at) : value - (change?.data[at] as number),
      );
      most = Math.max(most, furthest(unmerged, before.data));
    }
  }
  return most;
}
