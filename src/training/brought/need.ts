import type { Backend } from '../laboratory/api';
import { predictedBytes } from '../laboratory/prediction';
import { type ModelConfig, matrixShape, sizeOf } from '../model/config';
import type { BroughtNeed, BroughtSetup } from './api';
import { methodOptions } from './options';

/** What a device gives at most; null where it says nothing. */
export interface DeviceLimits {
  /** Bytes of one array. */
  readonly buffer: number | null;
  /** Bytes of all arrays. */
  readonly memory: number | null;
}

const FLOAT32 = 4;

/** Bytes that a run takes by the calculator's formula in float32, against what the device gives. */
export function neededBytes(
  config: ModelConfig,
  parameters: number,
  setup: BroughtSetup,
  backend: Backend,
  limits: DeviceLimits,
): BroughtNeed {
  const { method, batch, length } = setup;
  const trainable = trainedNumbers(config, setup);
  const held = predictedBytes({ method, config, parameters, trainable, batch, length });
  const total = held.weights + held.gradients + held.optimizer + held.activations;
  const largestBuffer = largestArray(config, setup);
  const refusal =
    limits.buffer !== null && largestBuffer > limits.buffer
      ? 'buffer'
      : limits.memory !== null && Math.max(total, largestBuffer) > limits.memory
        ? 'memory'
        : null;
  return { ...held, total, backend, largestBuffer, bufferLimit: limits.buffer, refusal };
}

/** A and B of every target in every layer. */
export function trainedNumbers(config: ModelConfig, setup: BroughtSetup): number {
  const { rank, targets } = methodOptions(setup);
  const inLayer = targets.reduce((sum, matrix) => {
    const [outputs, inputs] = matrixShape(config, matrix);
    return sum + rank * (outputs + inputs);
  }, 0);
  return config.num_hidden_layers * inLayer;
}

/**
 * Bytes of the largest array: the embedding, the logits if the whole of each sequence were an answer, or what the widest
 * matrix and attention make.
 */
function largestArray(config: ModelConfig, { batch, length }: BroughtSetup): number {
  const { vocab_size: vocabulary, hidden_size: width, intermediate_size: inner } = config;
  const tokens = batch * length;
  return (
    FLOAT32 *
    Math.max(
      vocabulary * width,
      tokens * vocabulary,
      sizeOf(matrixShape(config, 'gate_proj')),
      tokens * inner,
      tokens * length * config.num_attention_heads,
    )
  );
}
