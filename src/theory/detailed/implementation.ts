import { oneOf } from '../checks';

/** The code whose habits a run follows: what it copies, fuses and keeps is no property of the model. */
export type ImplementationName =
  | 'transformers'
  | 'transformers-padded'
  | 'transformers-4.30'
  | 'qlora'
  | 'litgpt';

export const IMPLEMENTATIONS: readonly ImplementationName[] = [
  'transformers',
  'transformers-padded',
  'transformers-4.30',
  'qlora',
  'litgpt',
];

/**
 * What a code base keeps beyond what the mathematics needs. These are read in its source or, `fp32Activations`, follow
 * from it; none is fitted to a measurement.
 */
export interface Implementation {
  /**
   * Whether keys and values are repeated to the number of query heads before attention, so that grouped-query
   * attention saves nothing there (`repeat_kv` in Transformers, where a padding mask is given; `expand` in LitGPT).
   */
  readonly repeatsKeyValue: boolean;
  /** Whether q, k and v are one product, of which the kept value is a view: then the whole product stays. */
  readonly mergesQueryKeyValue: boolean;
  /** Whether adapters drop inputs at random: the dropped copy and a mask of one byte a number stay. */
  readonly dropsAdapterInputs: boolean;
  /** Whether the product with a 4-bit matrix keeps its input though the matrix is frozen (bitsandbytes ≤ 0.41). */
  readonly keepsFourBitInputs: boolean;
  /** Whether the output layer is quantized with the rest. */
  readonly quantizesHead: boolean;
  /** Bytes of each number that quantization leaves alone: embedding, head and norms. */
  readonly bytesOutsideQuantization: 2 | 4;
  /** Whether activations are fp32 although quantized weights compute in 16 bits, because the embedding is fp32. */
  readonly fp32Activations: boolean;
  /** Copies of the logits in the activations' type at the instant when the loss's gradient begins. */
  readonly logitCopies: number;
  /** Bytes in fp32 for each logit then: see `logitsBytes`. */
  readonly fp32BytesPerLogit: number;
}

const TRANSFORMERS: Implementation = {
  repeatsKeyValue: false,
  mergesQueryKeyValue: false,
  dropsAdapterInputs: false,
  keepsFourBitInputs: false,
  quantizesHead: false,
  bytesOutsideQuantization: 2,
  fp32Activations: false,
  logitCopies: 1,
  // The log-softmax of an fp32 copy, its gradient, and the copy's gradient.
  fp32BytesPerLogit: 12,
};

const BY_NAME: Readonly<Record<ImplementationName, Implementation>> = {
  transformers: TRANSFORMERS,
  'transformers-padded': { ...TRANSFORMERS, repeatsKeyValue: true },
  // Mid-2023, with TRL and `prepare_model_for_kbit_training`, which casts whatever is not quantized to fp32.
  'transformers-4.30': {
    ...TRANSFORMERS,
    repeatsKeyValue: true,
    dropsAdapterInputs: true,
    keepsFourBitInputs: true,
    bytesOutsideQuantization: 4,
    fp32Activations: true,
  },
  // QLoRA's own script: as above, but it casts embedding and head back to bf16, in which everything then runs.
  qlora: { ...TRANSFORMERS, repeatsKeyValue: true, dropsAdapterInputs: true, keepsFourBitInputs: true },
  // October 2023: logits in chunks of 128 tokens and 16 bits, kept as logits and as log-softmax; bitsandbytes 0.41.1.
  litgpt: {
    repeatsKeyValue: true,
    mergesQueryKeyValue: true,
    dropsAdapterInputs: true,
    keepsFourBitInputs: true,
    quantizesHead: true,
    bytesOutsideQuantization: 2,
    fp32Activations: false,
    logitCopies: 2,
    fp32BytesPerLogit: 0,
  },
};

/** The habits of a code base. @throws RangeError naming `implementation`. */
export function implementationOf(name: ImplementationName): Implementation {
  return BY_NAME[oneOf(name, IMPLEMENTATIONS, 'implementation')];
}
