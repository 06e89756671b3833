import type { Architecture, MatrixName } from '../architecture';
import { nonNegativeInteger } from '../checks';
import { storedMatrices } from '../storedMatrices';

/** What (IA)³ rescales: the outputs of the first two, the inputs of the last (Liu et al., arXiv 2205.05638, §3.3). */
export const IA3_TARGETS: readonly MatrixName[] = ['k', 'v', 'down'];

/**
 * Trainable parameters of (IA)³: one scale for each number that it rescales. At every layer these are the keys, the
 * values, and the inputs of the feed-forward network's last matrix: d_k + d_v + F (Liu et al., arXiv 2205.05638, §3.3;
 * PEFT 0.21 for LLaMA: `k_proj`, `v_proj` by their outputs, `down_proj` by its inputs; facts §3.2).
 *
 * Where keys and values are stored with the queries (GPT-2, BLOOM, Phi-3), PEFT scales all of that matrix's outputs, and
 * so does this count. Of experts, every one has its own scales. For Qwen, Gemma and OPT, PEFT's own default
 * names the query matrix in place of a key or value matrix; the count here stays with the paper's keys and values.
 *
 * @throws RangeError naming the field, as `validateArchitecture`, or when the count is beyond 2^53 − 1.
 */
export function countIa3(architecture: Architecture): number {
  let scales = 0;
  for (const { parts, inFeatures, outFeatures, count } of storedMatrices(architecture)) {
    if (parts.includes('k') || parts.includes('v')) scales += count * outFeatures;
    if (parts.includes('down')) scales += count * inFeatures;
  }
  return nonNegativeInteger(architecture.numHiddenLayers * scales, 'trainable parameters');
}
