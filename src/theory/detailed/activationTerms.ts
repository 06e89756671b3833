import { layerWidths, type SavedTensor } from './savedTensor';
import { savedTensors } from './savedTensors';
import { activationBytes, type DetailedSetup, tokensPerSequence } from './setup';

/** Bytes of activations on one GPU. */
export interface ActivationBytes {
  /** What all layers keep from the forward pass. */
  readonly stored: number;
  /** What recomputation brings back for the one layer that the backward pass is in. */
  readonly recomputed: number;
  /** Gradients inside that layer, at their widest. */
  readonly gradients: number;
  /** The table of one layer. */
  readonly table: readonly SavedTensor[];
  readonly formula: { readonly stored: string; readonly working: string };
}

/**
 * Activations of the layers. With S the sum of one layer's table and S_scores its row of attention scores:
 *
 * - no recomputation stores L·S;
 * - selective recomputation (Korthikanti et al., arXiv 2205.05198, §5) stores L(S − S_scores), and S_scores of one
 *   layer comes back in the backward pass; with a fused kernel there are no scores, and nothing changes;
 * - full recomputation stores each layer's input alone, aLBTH with a bytes an activation (the slides' 2LBTH), and S of
 *   one layer comes back.
 *
 * Inside a layer the widest gradients are those of the feed-forward network, its product's and both factors':
 * aBT(3F + H), or 2F without a gate; or, with scores written out, those of the probabilities and scores.
 */
export function activationTerms(setup: DetailedSetup): ActivationBytes {
  const { architecture, recompute } = setup;
  const { numHiddenLayers, gated, numAttentionHeads } = architecture;
  const { tokens: n, hidden, query, feedForward } = layerWidths(setup);
  const a = activationBytes(setup);
  const table = savedTensors(setup);
  const one = table.reduce((total, { bytes }) => total + bytes, 0);
  const scores = table.find(({ operation }) => operation === 'scores')?.bytes ?? 0;

  const inFeedForward = a * n * ((gated ? 3 : 2) * feedForward + hidden);
  const columns = tokensPerSequence(setup) + (setup.method === 'prefix' ? setup.tokens : 0);
  const inAttention =
    setup.attention === 'eager' ? n * ((a + 4) * numAttentionHeads * columns + a * (query + hidden)) : 0;
  const gradients = Math.max(inFeedForward, inAttention);

  const widest = `\\max(${a}BT(${gated ? 3 : 2}F+H),\\,g_{\\text{attention}})`;
  if (recompute === 'full') {
    const formula = { stored: `${a}LBTH`, working: `S+${widest}` };
    return { stored: numHiddenLayers * a * n * hidden, recomputed: one, gradients, table, formula };
  }
  if (recompute === 'selective') {
    const formula = { stored: 'L(S-S_{\\text{scores}})', working: `S_{\\text{scores}}+${widest}` };
    return { stored: numHiddenLayers * (one - scores), recomputed: scores, gradients, table, formula };
  }
  return {
    stored: numHiddenLayers * one,
    recomputed: 0,
    gradients,
    table,
    formula: { stored: 'LS', working: widest },
  };
}
