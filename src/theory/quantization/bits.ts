/** What a 4-bit weight costs when its share of constants is counted, and what that makes of a whole model. */
import type { Architecture } from '../architecture';
import { positiveInteger } from '../checks';
import { NF4_BLOCK, NF4_CONSTANT_BLOCK, storedNumbers } from '../detailed/quantization';

export interface BlockSizes {
  /** b: weights that share a constant; 64 in QLoRA. */
  readonly block: number;
  /** b₂: constants that share a constant of their own under double quantization; 256 in QLoRA. */
  readonly constantBlock: number;
}

export const QLORA_BLOCKS: BlockSizes = { block: NF4_BLOCK, constantBlock: NF4_CONSTANT_BLOCK };

/** Bits a quantized weight, by what they store. */
export interface BitsLedger {
  /** The codes, always 4. */
  readonly codes: number;
  /** The blocks' constants: 32/b, or 8/b with double quantization. */
  readonly first: number;
  /** The constants' own constants: 32/(b·b₂), or none. */
  readonly second: number;
  readonly total: number;
}

const CODE_BITS = 4;
const FLOAT_BITS = 32;
const CONSTANT_BITS = 8;

/**
 * QLoRA, §3: 4 + 32/64 = 4.5 bits, with double quantization 4 + 8/64 + 32/(64·256) = 4.127. The mean that is subtracted
 * from the constants is one number a matrix, and left out.
 *
 * @throws RangeError for a block that is not a positive integer
 */
export function bitsLedger({ block, constantBlock }: BlockSizes, doubleQuantization: boolean): BitsLedger {
  positiveInteger(block, 'block');
  positiveInteger(constantBlock, 'constantBlock');
  const first = (doubleQuantization ? CONSTANT_BITS : FLOAT_BITS) / block;
  const second = doubleQuantization ? FLOAT_BITS / (block * constantBlock) : 0;
  return { codes: CODE_BITS, first, second, total: CODE_BITS + first + second };
}

/** Bytes of a model whose layers' matrices are quantized, by what they store. */
export interface QuantizedModelBytes {
  readonly codes: number;
  readonly first: number;
  readonly second: number;
  /** The three above: all that stands for the quantized matrices. */
  readonly quantized: number;
  /** Embedding, output layer and norms, in 16 bits. */
  readonly rest: number;
  readonly total: number;
}

/** @throws RangeError as `bitsLedger` and `countParameters` */
export function quantizedModelBytes(
  architecture: Architecture,
  blocks: BlockSizes,
  doubleQuantization: boolean,
): QuantizedModelBytes {
  const ledger = bitsLedger(blocks, doubleQuantization);
  const { quantized, rest } = storedNumbers(architecture, false);
  const bytes = (bits: number): number => (bits * quantized) / 8;
  return {
    codes: bytes(ledger.codes),
    first: bytes(ledger.first),
    second: bytes(ledger.second),
    quantized: bytes(ledger.total),
    rest: 2 * rest,
    total: bytes(ledger.total) + 2 * rest,
  };
}
