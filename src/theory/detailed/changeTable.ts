import type { MatrixName } from '../architecture';
import { countTrainable } from '../methods';
import { ZERO_STAGES } from '../zero';
import { peakMemory } from './detailedMemory';
import { type DetailedSetup, isLowRank } from './setup';

export type ChangeId =
  | 'chunked-loss'
  | 'fused-attention'
  | 'zero'
  | 'double-quantization'
  | 'bf16-adapters'
  | '8-bit-optimizer'
  | 'selective-recomputation'
  | 'half-batch'
  | 'full-recomputation'
  | 'quantize'
  | 'fewer-targets'
  | 'half-rank'
  | 'lora'
  | 'half-sequence'
  | 'one-more-card';

/**
 * What a change costs: nothing (the same numbers, no slower), time, precision (rounding that is measurably harmless),
 * quality (the model may learn less), data (texts are cut), or hardware.
 */
export type ChangeCost = 'nothing' | 'time' | 'precision' | 'quality' | 'data' | 'hardware';

export interface Change {
  readonly id: ChangeId;
  readonly cost: ChangeCost;
  /** Id of the reference that the cost is from. */
  readonly source: string;
  /** The changed set-up, or null where the change does not apply. */
  readonly apply: (setup: DetailedSetup) => DetailedSetup | null;
}

const onlyIf = (applies: boolean, setup: DetailedSetup): DetailedSetup | null => (applies ? setup : null);

/**
 * Single changes from the cheapest to the dearest. Nothing lost: a loss in chunks and fused attention compute the same
 * with less traffic; ZeRO 1 and 2 send what data parallelism sends, stage 3 half as much again (arXiv 1910.02054, §7).
 * Precision: double quantization, bf16 adapters and 8-bit states, each within noise in its paper. Time: selective
 * recomputation a few per cent, halving the batch and accumulating leaves processors idle, full recomputation 30 to
 * 40 per cent (facts §4.7), and 4-bit weights, since 16-bit LoRA is some 66 per cent faster (facts §4.6). Quality:
 * fewer targets, a smaller rank, LoRA for full fine-tuning (facts §5.2). Data: shorter texts. Hardware: a card.
 */
export const CHANGES: readonly Change[] = [
  {
    id: 'chunked-loss',
    cost: 'nothing',
    source: 'trl',
    apply: (setup) => onlyIf(!setup.chunkedLoss, { ...setup, chunkedLoss: true }),
  },
  {
    id: 'fused-attention',
    cost: 'nothing',
    source: 'korthikanti2022activation',
    apply: (setup) => onlyIf(setup.attention === 'eager', { ...setup, attention: 'fused' }),
  },
  {
    id: 'zero',
    cost: 'nothing',
    source: 'rajbhandari2020zero',
    // Its buckets can make a stage cost more than it saves: then the next one is tried.
    apply: (setup) => {
      if (setup.gpus === 1) return null;
      const before = peakMemory(setup).total;
      const stages = ZERO_STAGES.filter((stage) => stage > setup.zero);
      const zero = stages.find((stage) => peakMemory({ ...setup, zero: stage }).total < before);
      return zero === undefined ? null : { ...setup, zero };
    },
  },
  {
    id: 'double-quantization',
    cost: 'precision',
    source: 'dettmers2023qlora',
    apply: (setup) =>
      onlyIf(setup.precision === 'nf4' && !setup.doubleQuantization, { ...setup, doubleQuantization: true }),
  },
  {
    id: 'bf16-adapters',
    cost: 'precision',
    source: 'dettmers2023qlora',
    apply: (setup) =>
      onlyIf(setup.method !== 'full' && setup.adapterPrecision === 'fp32', {
        ...setup,
        adapterPrecision: 'bf16',
      }),
  },
  {
    id: '8-bit-optimizer',
    cost: 'precision',
    source: 'transformers-memory',
    apply: (setup) =>
      onlyIf(setup.optimizer === 'adamw' || setup.optimizer === 'adamw-master', {
        ...setup,
        optimizer: 'adamw-8bit',
      }),
  },
  {
    id: 'selective-recomputation',
    cost: 'time',
    source: 'korthikanti2022activation',
    apply: (setup) => onlyIf(setup.recompute === 'none', { ...setup, recompute: 'selective' }),
  },
  {
    id: 'half-batch',
    cost: 'time',
    source: 'transformers-memory',
    apply: (setup) =>
      onlyIf(setup.batch > 1, {
        ...setup,
        batch: Math.ceil(setup.batch / 2),
        accumulation: 2 * setup.accumulation,
      }),
  },
  {
    id: 'full-recomputation',
    cost: 'time',
    source: 'korthikanti2022activation',
    apply: (setup) => onlyIf(setup.recompute !== 'full', { ...setup, recompute: 'full' }),
  },
  {
    id: 'quantize',
    cost: 'time',
    source: 'dettmers2023qlora',
    apply: (setup) => {
      if (setup.method === 'full' || setup.precision === 'nf4') return null;
      const method = setup.method === 'lora' ? 'qlora' : setup.method;
      return { ...setup, method, precision: 'nf4', doubleQuantization: true };
    },
  },
  {
    id: 'fewer-targets',
    cost: 'quality',
    source: 'biderman2024lora',
    apply: (setup) => {
      const targets = fewerTargets(setup.targets);
      return isLowRank(setup.method) && targets !== null ? counted({ ...setup, targets }) : null;
    },
  },
  {
    id: 'half-rank',
    cost: 'quality',
    source: 'hu2022lora',
    apply: (setup) =>
      isLowRank(setup.method) && setup.rank > 1
        ? counted({ ...setup, rank: Math.floor(setup.rank / 2) })
        : null,
  },
  {
    id: 'lora',
    cost: 'quality',
    source: 'biderman2024lora',
    apply: (setup) =>
      setup.method === 'full'
        ? counted({
            ...setup,
            method: 'lora',
            targets: setup.targets.length > 0 ? setup.targets : ['q', 'v'],
          })
        : null,
  },
  {
    id: 'half-sequence',
    cost: 'data',
    source: 'transformers-memory',
    apply: (setup) => onlyIf(setup.sequence > 1, { ...setup, sequence: Math.ceil(setup.sequence / 2) }),
  },
  {
    id: 'one-more-card',
    cost: 'hardware',
    source: 'rajbhandari2020zero',
    // One more copy of everything would help nobody: the cards share it.
    apply: (setup) => ({ ...setup, gpus: setup.gpus + 1, zero: 3 }),
  },
];

/** Attention's matrices where the feed-forward network has adapters too; then q and v, the paper's own choice. */
function fewerTargets(targets: readonly MatrixName[]): readonly MatrixName[] | null {
  const attention = targets.filter((name) => 'qkvo'.includes(name));
  if (attention.length > 0 && attention.length < targets.length) return attention;
  const queryAndValue = targets.filter((name) => name === 'q' || name === 'v');
  return queryAndValue.length > 0 && queryAndValue.length < targets.length ? queryAndValue : null;
}

/** The set-up with P_m counted again, after a change to what is trained. */
function counted(setup: DetailedSetup): DetailedSetup {
  return { ...setup, trainable: countTrainable(setup.architecture, setup) };
}
