import { byteCount } from '../checks';
import { countParameters } from '../parameters';
import { activationTerms } from './activationTerms';
import { FIXED_BYTES, gatherBytes, logitsBytes } from './buffers';
import { type DetailedMemory, type DetailedTerm, type DetailedTermId, MOMENTS, type Moment } from './memory';
import { dequantizationBytes, weightBytes } from './quantization';
import { type DetailedSetup, trainedBytes, trainedParameters, validateDetailedSetup } from './setup';
import { optimizerBytes, shares, stepBytes } from './states';

/**
 * Memory of one GPU at the peak of a training step.
 *
 * Each term is counted at three instants (see `Moment`), the total is the largest of the three sums, and a term's
 * `bytes` is what it takes at that peak, so that the terms sum to the total. What lives when:
 *
 * - weights, adapters, optimizer and the fixed part always; paged 8-bit states only at the step, since they are
 *   moved to the host when memory is short;
 * - gradients at the step; before it too when they wait there, that is with accumulation over several batches, or
 *   under ZeRO, where DeepSpeed keeps their partition allocated;
 * - stored activations at the loss and when the backward pass starts;
 * - the logits' copies at the loss; afterwards the model's output alone;
 * - the working set (a layer's tensors that recomputation brought back, and the gradients inside it) and the
 *   dequantized matrix in the backward pass; at the step the working set is what the optimizer allocates.
 *
 * Left out: a final norm's input, dropout masks of the model itself, gradients of the output layer, communication
 * libraries' own buffers, and evaluation between steps.
 *
 * @throws RangeError naming the field, as `validateDetailedSetup`, or `total` when it is beyond 2^53 − 1 bytes.
 */
export function detailedMemory(setup: DetailedSetup): DetailedMemory {
  const memory = peakMemory(setup);
  byteCount(memory.total, 'total');
  return memory;
}

/** `detailedMemory` without the limit on the total, for searches that look one step beyond what fits. */
export function peakMemory(setup: DetailedSetup): DetailedMemory {
  validateDetailedSetup(setup);
  const { architecture, method, gpus, zero } = setup;
  const parameters = countParameters(architecture).total;
  const trainable = trainedParameters(setup);
  const bytes = trainedBytes(setup);
  const share = shares(setup);
  const full = method === 'full';

  const weights = weightBytes(setup);
  const optimizer = optimizerBytes(setup);
  const activations = activationTerms(setup);
  const logits = logitsBytes(setup);
  const gather = gatherBytes(setup);
  const paged = setup.optimizer === 'paged-adamw-8bit';
  const gradients = (bytes * trainable) / share.gradients;
  const waiting = setup.accumulation > 1 || (zero > 0 && gpus > 1) ? gradients : 0;
  const states = optimizer.bytes / share.optimizer;
  const working = activations.recomputed + activations.gradients;
  const by = (formula: string, parts: number) => (parts > 1 ? `\\frac{${formula}}{${parts}}` : formula);

  const terms: readonly Omit<DetailedTerm, 'bytes'>[] = [
    term(
      'weights',
      always(weights.bytes / share.weights),
      by(weights.formula, share.weights),
      WEIGHT_SOURCE[setup.precision],
    ),
    term(
      'adapters',
      always(full ? 0 : (bytes * trainable) / share.weights),
      full ? '0' : by(`${bytes}P_m`, share.weights),
      'peft',
    ),
    term(
      'gradients',
      [waiting, waiting, gradients],
      by(`${bytes}P_m`, share.gradients),
      'rajbhandari2020zero',
    ),
    term(
      'optimizer',
      paged ? [0, 0, states] : always(states),
      by(optimizer.formula, share.optimizer),
      OPTIMIZER_SOURCE[setup.optimizer],
    ),
    term(
      'activations',
      [activations.stored, activations.stored, 0],
      activations.formula.stored,
      'korthikanti2022activation',
    ),
    term(
      'working',
      [0, working, stepBytes(setup) / share.optimizer],
      activations.formula.working,
      'korthikanti2022activation',
    ),
    term(
      'logits',
      [logits.atLoss, logits.after, 0],
      logits.formula,
      setup.chunkedLoss ? 'trl' : 'transformers',
    ),
    term('gather', always(gather.bytes), gather.formula, 'rajbhandari2020zero'),
    term('dequantization', [0, dequantizationBytes(setup), 0], '2\\max d_{in}d_{out}', 'bitsandbytes'),
    term('fixed', always(FIXED_BYTES), '1\\,\\text{GB}+1\\,\\text{GB}', 'llmbook-slides'),
  ];

  const totals = {
    loss: sumAt(terms, 'loss'),
    backward: sumAt(terms, 'backward'),
    step: sumAt(terms, 'step'),
  };
  const peak = MOMENTS.reduce((best, moment) => (totals[moment] > totals[best] ? moment : best));
  return {
    terms: terms.map((each) => ({
      ...each,
      bytes: each.at[peak],
      formula:
        each.id === 'working' && peak === 'step' && each.at.step > 0
          ? by(`${bytes}P_m`, share.optimizer)
          : each.formula,
    })),
    total: totals[peak],
    peak,
    totals,
    parameters,
    trainable,
    savedTensors: activations.table,
  };
}

const WEIGHT_SOURCE = {
  fp32: 'transformers-memory',
  bf16: 'rajbhandari2020zero',
  fp16: 'rajbhandari2020zero',
  int8: 'bitsandbytes',
  nf4: 'dettmers2023qlora',
} as const;

const OPTIMIZER_SOURCE = {
  'adamw-master': 'rajbhandari2020zero',
  adamw: 'peft-metamathqa',
  'adamw-8bit': 'transformers-memory',
  'paged-adamw-8bit': 'dettmers2023qlora',
  sgd: 'transformers-memory',
  adafactor: 'transformers-memory',
} as const;

/** The bytes at loss, backward and step. */
type AtMoments = readonly [loss: number, backward: number, step: number];

function always(bytes: number): AtMoments {
  return [bytes, bytes, bytes];
}

function term(
  id: DetailedTermId,
  [loss, backward, step]: AtMoments,
  formula: string,
  source: string,
): Omit<DetailedTerm, 'bytes'> {
  return { id, at: { loss, backward, step }, formula, source };
}

function sumAt(terms: readonly Omit<DetailedTerm, 'bytes'>[], moment: Moment): number {
  return terms.reduce((sum, { at }) => sum + at[moment], 0);
}
