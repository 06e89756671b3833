import { type Architecture, layerMatrices } from '../architecture';
import { countParameters } from '../parameters';
import { implementationOf } from './implementation';
import { type DetailedSetup, isQuantized } from './setup';

/** NF4 quantizes blocks of 64 weights, each with an fp32 constant (QLoRA, arXiv 2305.14314, §3; bitsandbytes). */
export const NF4_BLOCK = 64;
/** Double quantization stores those constants in 8 bits, with one fp32 constant for 256 of them. */
export const NF4_CONSTANT_BLOCK = 256;

/**
 * Bytes of one NF4 weight: half a byte and its share of constants, 0.5 + 4/64 = 0.5625 (4.5 bits), or with double
 * quantization 0.5 + 1/64 + 4/(64·256) = 0.51587 (4.127 bits). The slides' 0.5 leaves the constants out (E4).
 */
export function nf4Bytes(doubleQuantization: boolean): number {
  return doubleQuantization
    ? 0.5 + 1 / NF4_BLOCK + 4 / (NF4_BLOCK * NF4_CONSTANT_BLOCK)
    : 0.5 + 4 / NF4_BLOCK;
}

/** The model's numbers by how they are stored. */
export interface StoredNumbers {
  /** Numbers in matrices that are quantized: those of the layers (and the head, where the code does so). */
  readonly quantized: number;
  /** Rows of those matrices, each with an fp32 scale under int8. */
  readonly rows: number;
  /** Everything else: embedding, head, norms, biases, routers, positions. */
  readonly rest: number;
}

/** Splits P into what quantization reaches and what it leaves alone. */
export function storedNumbers(architecture: Architecture, quantizesHead: boolean): StoredNumbers {
  const { total, head } = countParameters(architecture);
  let weights = 0;
  let rows = 0;
  for (const { inFeatures, outFeatures, count } of layerMatrices(architecture)) {
    weights += count * inFeatures * outFeatures;
    rows += count * outFeatures;
  }
  const inHead = quantizesHead ? head : 0;
  const quantized = architecture.numHiddenLayers * weights + inHead;
  return {
    quantized,
    rows: architecture.numHiddenLayers * rows + (inHead > 0 ? architecture.vocabSize : 0),
    rest: total - quantized,
  };
}

/** Bytes of the model's weights, unsharded, with the TeX of the count. */
export interface WeightBytes {
  readonly bytes: number;
  readonly formula: string;
}

/**
 * Bytes of the model's weights without adapters. Unquantized: 4P in fp32, 2P in 16 bits. Quantized, with P_q numbers
 * in the layers' matrices: w·P_q + 2(P − P_q), w = 0.5625 or 0.51587 for NF4; for int8 w = 1 and an fp32 scale a row
 * (LLM.int8, bitsandbytes). Embedding, head and norms stay in 16 bits: facts §6, 3.87 GB for LLaMA 7B where 0.5P is
 * 3.37 GB.
 */
export function weightBytes(setup: DetailedSetup): WeightBytes {
  const { architecture, precision } = setup;
  if (!isQuantized(precision)) {
    const bytes = precision === 'fp32' ? 4 : 2;
    return { bytes: bytes * countParameters(architecture).total, formula: `${bytes}P` };
  }
  const habits = implementationOf(setup.implementation ?? 'transformers');
  const { quantized, rows, rest } = storedNumbers(architecture, habits.quantizesHead);
  const outside = habits.bytesOutsideQuantization;
  if (precision === 'int8') {
    return {
      bytes: quantized + 4 * rows + outside * rest,
      formula: `P_q+4\\,n_{\\text{rows}}+${outside}(P-P_q)`,
    };
  }
  const each = nf4Bytes(setup.doubleQuantization);
  return {
    bytes: each * quantized + outside * rest,
    formula: `${each.toFixed(4)}P_q+${outside}(P-P_q)`,
  };
}

/**
 * The 16-bit copy of one quantized matrix, the largest, that exists while the matrix multiplies: bitsandbytes
 * dequantizes 4-bit weights before the product and int8 weights for the backward pass. 0 without quantization.
 */
export function dequantizationBytes(setup: DetailedSetup): number {
  if (!isQuantized(setup.precision)) return 0;
  const sizes = layerMatrices(setup.architecture).map(
    ({ inFeatures, outFeatures }) => inFeatures * outFeatures,
  );
  return 2 * Math.max(...sizes);
}
