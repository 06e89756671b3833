import type { MatrixName } from '../architecture';
import { implementationOf } from './implementation';
import { adapterTensors } from './savedByAdapters';
import { layerWidths, type SavedOperation, type SavedReason, type SavedTensor } from './savedTensor';
import { activationBytes, type DetailedSetup, isQuantized, tokensPerSequence } from './setup';

/**
 * The tensors that one layer keeps, operation by operation, without recomputation.
 *
 * A linear layer y = xW needs x for W's gradient and W for x's. So where W is frozen x is not kept, and a frozen
 * LLaMA-like layer keeps only what non-linear operations need: each norm its input (in fp32, in which it computes),
 * attention its q, k, v, output and softmax statistics, or the scores where they are written out, and the gated
 * feed-forward network gate, act(gate) and up. Additions keep nothing, rotations only their shared angles. This is
 * the count of Korthikanti et al. (arXiv 2205.05198, §4.1) done again for such a layer and for frozen weights, as
 * PyTorch's autograd saves them in Transformers' and PEFT's code.
 *
 * @throws RangeError naming the field, as `detailedMemory`.
 */
export function savedTensors(setup: DetailedSetup): readonly SavedTensor[] {
  const { architecture, method } = setup;
  const { tokens: n, hidden, query, keyValue, feedForward, routed } = layerWidths(setup);
  const a = activationBytes(setup);
  const habits = implementationOf(setup.implementation ?? 'transformers');
  const full = method === 'full';
  const keptByLibrary =
    setup.precision === 'int8' || (isQuantized(setup.precision) && habits.keepsFourBitInputs);
  const adapters = adapterTensors(setup);

  // The input of a group of matrices, kept once whoever needs it.
  const input = (operation: SavedOperation, group: readonly MatrixName[], width: number, tex: string) => {
    const reason: SavedReason = full
      ? 'weight-gradient'
      : group.some((name) => adapters.sharedInputs.includes(name))
        ? 'adapter-gradient'
        : keptByLibrary
          ? 'library'
          : 'none';
    if (reason === 'none') return { operation, bytes: 0, formula: '0', reason };
    // What a quantized product keeps is cast to 16 bits before.
    const each = reason === 'library' ? 2 : a;
    return { operation, bytes: each * n * width, formula: `${each}BT${tex}`, reason };
  };

  const norms = architecture.normsPerLayer;
  const rms = architecture.norm === 'rms';
  // An RMS norm computes in fp32 and keeps that copy; its weight's gradient needs the normalized vector too. A layer
  // norm is one fused operation that keeps its input.
  const normBytes = rms ? 4 + (full ? a : 0) : a;

  const prefix = method === 'prefix' ? setup.batch * setup.tokens : 0;
  const keyWidth = habits.repeatsKeyValue ? query : keyValue;
  const keyTex = habits.repeatsKeyValue ? 'H_q' : 'H_{kv}';
  const rows = prefix > 0 ? '(BT+BL_p)' : 'BT';
  const viewed = habits.mergesQueryKeyValue && query === keyValue;

  return [
    {
      operation: 'norm',
      bytes: norms * normBytes * n * hidden,
      formula: `${norms * normBytes}BTH`,
      reason: 'input-gradient',
    },
    input('qkv-input', ['q', 'k', 'v'], hidden, 'H'),
    {
      operation: 'query-key-norm',
      bytes: architecture.queryKeyNorm ? (4 + (full ? a : 0)) * n * (query + keyValue) : 0,
      formula: architecture.queryKeyNorm ? `${4 + (full ? a : 0)}BT(H_q+H_{kv})` : '0',
      reason: architecture.queryKeyNorm ? 'input-gradient' : 'none',
    },
    { operation: 'query', bytes: a * n * query, formula: `${a}BTH_q`, reason: 'input-gradient' },
    {
      operation: 'key',
      bytes: a * (n + prefix) * keyWidth,
      formula: `${a}${rows}${keyTex}`,
      reason: 'input-gradient',
    },
    {
      operation: 'value',
      bytes: viewed ? a * n * 3 * query + a * prefix * query : a * (n + prefix) * keyWidth,
      formula: viewed ? `${3 * a}BTH_q` : `${a}${rows}${keyTex}`,
      reason: 'input-gradient',
    },
    ...attentionTensors(setup, n, query, a),
    setup.attention === 'fused'
      ? { operation: 'output-input', bytes: 0, formula: '0', reason: 'none' }
      : input('output-input', ['o'], query, 'H_q'),
    input('gate-up-input', ['gate', 'up'], routed * hidden, routed > 1 ? `E_aH` : 'H'),
    ...feedForwardTensors(architecture.gated, n, feedForward, a),
    input('down-input', ['down'], feedForward, 'F'),
    { operation: 'residual', bytes: 0, formula: '0', reason: 'none' },
    ...adapters.tensors,
  ];
}

/** Fused attention keeps its output and one fp32 number a head and token; written-out scores keep T of them. */
function attentionTensors(setup: DetailedSetup, n: number, query: number, a: number): readonly SavedTensor[] {
  const heads = setup.architecture.numAttentionHeads;
  if (setup.attention === 'fused') {
    return [
      { operation: 'scores', bytes: 0, formula: '0', reason: 'none' },
      {
        operation: 'attention-output',
        bytes: n * (a * query + 4 * heads),
        formula: `${a}BTH_q+4BTa`,
        reason: 'input-gradient',
      },
    ];
  }
  const columns = tokensPerSequence(setup) + (setup.method === 'prefix' ? setup.tokens : 0);
  // The softmax is computed in fp32 and kept; a 16-bit run keeps the cast copy, which multiplies the values, too.
  const bytesPerScore = a === 4 ? 4 : 4 + a;
  return [
    {
      operation: 'scores',
      bytes: bytesPerScore * heads * n * columns,
      formula: `${bytesPerScore}BaT^2`,
      reason: 'input-gradient',
    },
    { operation: 'attention-output', bytes: 0, formula: '0', reason: 'none' },
  ];
}

/** down(act(gate) ⊙ up): the product's gradients need act(gate) and up, the activation's needs gate. */
function feedForwardTensors(
  gated: boolean,
  n: number,
  feedForward: number,
  a: number,
): readonly SavedTensor[] {
  const kept = (operation: SavedOperation): SavedTensor => ({
    operation,
    bytes: a * n * feedForward,
    formula: `${a}BTF`,
    reason: 'input-gradient',
  });
  return gated ? [kept('gate'), kept('activation'), kept('up')] : [kept('up')];
}
