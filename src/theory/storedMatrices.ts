import { type Architecture, layerMatrices, MATRIX_NAMES, type MatrixName } from './architecture';
import { oneOf } from './checks';

/** A weight matrix of one layer as the model's code stores it: what an adapter is put on. */
export interface StoredMatrix {
  /** One name; or q, k and v, or gate and up, where these are stored side by side. */
  readonly parts: readonly MatrixName[];
  readonly inFeatures: number;
  /** Of all parts together. */
  readonly outFeatures: number;
  /** As in `LayerMatrix`. */
  readonly count: number;
}

/**
 * The weight matrices of one layer as stored: those of `layerMatrices`, with q, k and v joined to H × (q + k + v) where
 * `fusedQkv`, and gate and up to H × 2F where `fusedGateUp`. Joining changes no sum of weights, but it changes what an
 * adapter can be put on.
 *
 * @throws RangeError naming the field, as `validateArchitecture`.
 */
export function storedMatrices(architecture: Architecture): readonly StoredMatrix[] {
  const { fusedQkv = false, fusedGateUp = false } = architecture;
  const joins = (name: MatrixName, to: MatrixName | undefined) =>
    name === 'k' || name === 'v' ? fusedQkv : name === 'up' && to === 'gate' && fusedGateUp;

  const stored: StoredMatrix[] = [];
  for (const { name, inFeatures, outFeatures, count } of layerMatrices(architecture)) {
    const previous = stored.at(-1);
    if (previous !== undefined && joins(name, previous.parts.at(-1))) {
      const parts = [...previous.parts, name];
      stored[stored.length - 1] = { ...previous, parts, outFeatures: previous.outFeatures + outFeatures };
    } else {
      stored.push({ parts: [name], inFeatures, outFeatures, count });
    }
  }
  return stored;
}

/**
 * The stored matrices of one layer that an adapter on `targets` is put on. `targets` is a set, as `target_modules` is
 * in PEFT: a name given twice counts once, and a name that the architecture lacks (`gate` in GPT-2) is none of them.
 * A matrix stored as one is adapted as one, whichever of its parts is named: nothing less than `c_attn` can be targeted.
 *
 * @throws RangeError naming `targets` when one is unknown, or the field, as `validateArchitecture`.
 */
export function targetedMatrices(
  architecture: Architecture,
  targets: readonly MatrixName[],
): readonly StoredMatrix[] {
  for (const target of targets) oneOf(target, MATRIX_NAMES, 'targets');
  return storedMatrices(architecture).filter(({ parts }) => parts.some((part) => targets.includes(part)));
}
