import { nf4Bytes } from '../../theory/detailed';
import { MATRICES, type ModelConfig, matrixShape, sizeOf } from '../model/config';
import type { HeldBytes, LabMethod } from './api';

/** Bytes of a float32 number: the laboratory computes in single precision throughout. */
const FLOAT32 = 4;

/**
 * What the slides' formula says for this very run, at its real precision: weights and gradients of 4 bytes and two Adam
 * moments of 4 bytes each. Full fine-tuning: 4P + 4P + 8P = 16P; a method with P_m trained parameters beside P frozen
 * ones: 4P + 16P_m; QLoRA keeps the layers' matrices in 4 bits. The activations are the slides' 2LBTH at 4 bytes instead
 * of 2, with 12BTV of the logits: they assume recomputation, which the laboratory does not do.
 */
export function predictedBytes(run: {
  method: LabMethod;
  config: ModelConfig;
  parameters: number;
  trainable: number;
  batch: number;
  length: number;
}): HeldBytes {
  const { method, config, parameters, trainable, batch, length } = run;
  const { num_hidden_layers: layers, hidden_size: width, vocab_size: vocabulary } = config;
  const inLayers = layers * MATRICES.reduce((sum, matrix) => sum + sizeOf(matrixShape(config, matrix)), 0);
  const base =
    method === 'qlora' ? FLOAT32 * (parameters - inLayers) + nf4Bytes(true) * inLayers : FLOAT32 * parameters;
  const tokens = batch * length;
  return {
    weights: method === 'full' ? base : base + FLOAT32 * trainable,
    gradients: FLOAT32 * trainable,
    optimizer: 2 * FLOAT32 * trainable,
    activations: FLOAT32 * layers * tokens * width + 12 * tokens * vocabulary,
  };
}
