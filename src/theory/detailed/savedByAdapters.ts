import type { MatrixName } from '../architecture';
import { type StoredMatrix, targetedMatrices } from '../storedMatrices';
import { implementationOf } from './implementation';
import type { SavedTensor } from './savedTensor';
import { activationBytes, type DetailedSetup, isLowRank, tokensPerSequence, trainedBytes } from './setup';

/** What the adapters of one layer keep. */
export interface AdapterTensors {
  /** Matrices whose adapter reads the very tensor that the matrix reads, which is then kept once for the group. */
  readonly sharedInputs: readonly MatrixName[];
  readonly tensors: readonly SavedTensor[];
}

/**
 * The tensors that adapters add to a layer's table, with n = BT tokens, b bytes an adapter's number:
 *
 * - LoRA, y = xW + (xA)B: A's gradient needs x, B's needs xA, so b·n·r a matrix, and x. Where adapters are fp32 and
 *   the model is not (PEFT's default), or drop inputs, each matrix has a copy of x of its own; else all share one.
 * - DoRA further multiplies the sum of both paths by m/‖W + BA‖, whose gradient needs both: (2 + b)·n·d_out.
 * - (IA)³ multiplies the outputs of q, k, v, o, which it keeps, and the inputs of gate, up, down, of which fp32
 *   vectors keep an fp32 copy.
 * - A bottleneck adapter, twice a layer, keeps its input and both sides of its non-linearity: b·n(H + 2R).
 * - A prefix lengthens k and v and a prompt the sequence, which the layer's own rows count; BitFit keeps nothing.
 *
 * As PEFT's `tuners/lora/layer.py`, `tuners/lora/dora.py` and `tuners/ia3/layer.py` compute them; bottleneck adapters,
 * which PEFT has not, after Houlsby et al. (arXiv 1902.00751).
 */
export function adapterTensors(setup: DetailedSetup): AdapterTensors {
  const { architecture, method } = setup;
  const n = setup.batch * tokensPerSequence(setup);
  const a = activationBytes(setup);
  const b = trainedBytes(setup);
  const habits = implementationOf(setup.implementation ?? 'transformers');

  if (method === 'adapter') {
    return {
      sharedInputs: [],
      tensors: [
        row('adapter-input', 2 * b * n * architecture.hiddenSize, `${2 * b}BTH`),
        row('adapter-inner', 4 * b * n * setup.bottleneck, `${4 * b}BTR`),
      ],
    };
  }
  if (!isLowRank(method) && method !== 'ia3') return { sharedInputs: [], tensors: [] };

  const matrices = targetedMatrices(architecture, setup.targets);
  const active = architecture.experts?.active ?? 1;
  const sum = (of: (matrix: StoredMatrix) => number) =>
    matrices.reduce((total, matrix) => total + (matrix.count > 1 ? active : 1) * of(matrix), 0);
  const names = (some: readonly StoredMatrix[]) => some.flatMap(({ parts }) => parts);

  if (method === 'ia3') {
    const copies = b === a ? 0 : sum((matrix) => (scalesOutput(matrix) ? 0 : matrix.inFeatures));
    return {
      sharedInputs: b === a ? names(matrices.filter((matrix) => !scalesOutput(matrix))) : [],
      tensors: [
        row('adapter-input', b * n * copies, `${b}BT\\textstyle\\sum d_{in}`),
        row(
          'adapter-output',
          a * n * sum((matrix) => (scalesOutput(matrix) ? matrix.outFeatures : 0)),
          `${a}BT\\textstyle\\sum d_{out}`,
        ),
      ],
    };
  }

  const ownInput = b !== a || habits.dropsAdapterInputs;
  const bytesPerInput = ownInput ? b + (habits.dropsAdapterInputs ? 1 : 0) : 0;
  // One product for q, k and v reads one dropped copy.
  const firstOfMerged = matrices.find(isMerged);
  const inputs = sum((matrix) =>
    habits.mergesQueryKeyValue && isMerged(matrix) && matrix !== firstOfMerged ? 0 : matrix.inFeatures,
  );
  const outputs = method === 'dora' ? sum(({ outFeatures }) => outFeatures) : 0;
  return {
    sharedInputs: ownInput ? [] : names(matrices),
    tensors: [
      row('adapter-input', bytesPerInput * n * inputs, `${bytesPerInput}BT\\textstyle\\sum d_{in}`),
      row('adapter-inner', b * n * setup.rank * sum(() => 1), `${b}BTr\\textstyle\\sum 1`),
      row('adapter-output', (a + b) * n * outputs, `${a + b}BT\\textstyle\\sum d_{out}`),
    ],
  };
}

function isMerged({ parts }: StoredMatrix): boolean {
  return parts.some((name) => name === 'q' || name === 'k' || name === 'v');
}

/** (IA)³ scales what attention's matrices put out and what the feed-forward network's matrices take in. */
function scalesOutput(matrix: StoredMatrix): boolean {
  return isMerged(matrix) || matrix.parts.includes('o');
}

function row(operation: SavedTensor['operation'], bytes: number, formula: string): SavedTensor {
  return bytes === 0
    ? { operation, bytes, formula: '0', reason: 'none' }
    : { operation, bytes, formula, reason: 'adapter-gradient' };
}
