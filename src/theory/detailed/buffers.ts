import { layerMatrices } from '../architecture';
import { GB } from '../units';
import { implementationOf } from './implementation';
import { nf4Bytes } from './quantization';
import { activationBytes, type DetailedSetup, tokensPerSequence } from './setup';

/** DeepSpeed's `reduce_bucket_size`, in numbers: gradients are reduced through a buffer of this many. */
export const REDUCE_BUCKET = 5e8;

/**
 * The fixed part, and the one assumption of the model: 1 GB of GPU kernels and 1 GB of fragmentation, as deck 3.3
 * has them (facts §1.3; Transformers' documentation says 1 to 2 GB for kernels). The deck's further 1 to 4 GB for
 * DeepSpeed are not part of it: they are the gather and reduce buffers, which are terms of their own. Neither number
 * is fitted; without the second the twelve measured LitGPT runs would be predicted 1.4 GB too low, in the median.
 */
export const FIXED_PARTS = { kernels: 1 * GB, fragmentation: 1 * GB } as const;
export const FIXED_BYTES = FIXED_PARTS.kernels + FIXED_PARTS.fragmentation;

/** Bytes and the TeX that counts them. */
export interface Counted {
  readonly bytes: number;
  readonly formula: string;
}

/**
 * What sharding needs beside the shards, on more than one GPU: from ZeRO 1 on a bucket of 5·10^8 16-bit numbers
 * through which gradients are reduced; in stage 3 two layers' gathered weights, the one at work and the next one,
 * fetched ahead, or the output layer where that is larger (DeepSpeed's configuration; facts §4.7 has a cruder count
 * of the same buffers).
 */
export function gatherBytes(setup: DetailedSetup): Counted {
  if (setup.gpus === 1 || setup.zero === 0) return { bytes: 0, formula: '0' };
  const bucket = 2 * REDUCE_BUCKET;
  if (setup.zero < 3) return { bytes: bucket, formula: '2\\cdot 5\\cdot 10^8' };
  const layer = layerMatrices(setup.architecture).reduce(
    (sum, { inFeatures, outFeatures, count }) => sum + count * inFeatures * outFeatures,
    0,
  );
  const each = storedBytes(setup);
  const { vocabSize, hiddenSize } = setup.architecture;
  const unquantized = setup.precision === 'fp32' ? 4 : 2;
  const head = unquantized * vocabSize * hiddenSize;
  if (head > 2 * each * layer)
    return { bytes: bucket + head, formula: `${unquantized}VH+2\\cdot 5\\cdot 10^8` };
  return {
    bytes: bucket + 2 * each * layer,
    formula: `2\\cdot ${Number(each.toFixed(4))}P_{\\text{layer}}+2\\cdot 5\\cdot 10^8`,
  };
}

/** Bytes of one number of a layer's matrices as it is stored, and gathered. */
function storedBytes({ precision, doubleQuantization }: DetailedSetup): number {
  if (precision === 'nf4') return nf4Bytes(doubleQuantization);
  if (precision === 'int8') return 1;
  return precision === 'fp32' ? 4 : 2;
}

/** Bytes of the output layer: at the loss, and what is left of it when the backward pass reaches the layers. */
export interface LogitsBytes {
  readonly atLoss: number;
  readonly after: number;
  readonly formula: string;
}

/**
 * Logits and loss over V words. Transformers keeps the logits (a bytes each), casts them to fp32, keeps their
 * log-softmax (4), and its backward pass makes the gradient of that (4) and of the fp32 logits (4) before the first
 * is freed: (a + 12)BTV. The slides' 12BTV is the same without the first copy.
 *
 * With a chunked loss (fused linear cross-entropy, as TRL's `use_liger_kernel`), logits exist for C tokens at a time,
 * C the power of two from BT·H/V on, and their gradient is handed on at once as one vector a token: aCV + aBTH.
 */
export function logitsBytes(setup: DetailedSetup): LogitsBytes {
  const { vocabSize, hiddenSize } = setup.architecture;
  const a = activationBytes(setup);
  const tokens = setup.batch * tokensPerSequence(setup);
  if (setup.chunkedLoss) {
    const chunks = Math.ceil(vocabSize / hiddenSize);
    const chunk = Math.min(tokens, 2 ** Math.ceil(Math.log2(Math.ceil(tokens / chunks))));
    const handedOn = a * tokens * hiddenSize;
    return { atLoss: a * chunk * vocabSize + handedOn, after: handedOn, formula: `${a}CV+${a}BTH` };
  }
  const { logitCopies, fp32BytesPerLogit } = implementationOf(setup.implementation ?? 'transformers');
  const each = logitCopies * a + fp32BytesPerLogit;
  return {
    atLoss: each * tokens * vocabSize,
    after: a * tokens * vocabSize,
    formula: `${each}BTV`,
  };
}
