/** Predictions of the detailed model beside what others measured. */
import { byteCount } from '../checks';
import { fewestDetailedGpus } from './answers';
import { FIXED_PARTS } from './buffers';
import { peakMemory } from './detailedMemory';
import type { DetailedSetup } from './setup';

/**
 * What was measured: bytes on each GPU, whether a run fitted a card, or on how many cards it was run.
 *
 * Bytes were read from PyTorch's allocator, which does not see the kernels' own gigabyte, or from the device.
 */
export type Outcome =
  | { readonly kind: 'bytes'; readonly measured: number; readonly readFrom: 'allocator' | 'device' }
  | { readonly kind: 'fits'; readonly memory: number; readonly fits: boolean }
  | { readonly kind: 'gpus'; readonly memory: number; readonly gpus: number };

/** A published run: its set-up, where it is stated fully enough to have one, and its outcome. */
export interface MeasuredRun {
  readonly source: string;
  readonly role: 'fit' | 'held-out';
  /** Whether it counts, by a rule that looks at how the run is described and never at the error. */
  readonly counts: boolean;
  readonly setup: DetailedSetup | null;
  readonly outcome: Outcome;
}

export type Prediction =
  | {
      readonly kind: 'bytes';
      readonly predicted: number;
      readonly measured: number;
      /** (predicted − measured) / measured. */
      readonly relativeError: number;
    }
  | {
      readonly kind: 'fits';
      /** Bytes on each GPU. */
      readonly predicted: number;
      readonly memory: number;
      readonly predictedFits: boolean;
      readonly fits: boolean;
      readonly right: boolean;
    }
  | {
      readonly kind: 'gpus';
      /** Bytes on each GPU of the published number of them. */
      readonly predicted: number;
      readonly memory: number;
      /** The fewest, among powers of two; null when 1,024 are not enough. */
      readonly predictedGpus: number | null;
      readonly gpus: number;
      readonly right: boolean;
    };

/**
 * The model's prediction for a published run, or null for a run without a set-up.
 *
 * @throws RangeError naming the field, as `detailedMemory`, or `measured` or `memory`.
 */
export function predictionError(run: MeasuredRun): Prediction | null {
  const { setup, outcome } = run;
  if (setup === null) return null;
  const { total } = peakMemory(setup);
  if (outcome.kind === 'bytes') {
    const measured = byteCount(outcome.measured, 'measured');
    const predicted = outcome.readFrom === 'allocator' ? total - FIXED_PARTS.kernels : total;
    return { kind: 'bytes', predicted, measured, relativeError: predicted / measured - 1 };
  }
  const memory = byteCount(outcome.memory, 'memory');
  if (outcome.kind === 'fits') {
    const predictedFits = total <= memory;
    const right = predictedFits === outcome.fits;
    return { kind: 'fits', predicted: total, memory, predictedFits, fits: outcome.fits, right };
  }
  const predictedGpus = fewestDetailedGpus(setup, memory, 'powers');
  const right = predictedGpus === outcome.gpus;
  return { kind: 'gpus', predicted: total, memory, predictedGpus, gpus: outcome.gpus, right };
}

/** The median absolute relative error of one source's counting rows with bytes. */
export interface SourceError {
  readonly source: string;
  readonly role: MeasuredRun['role'];
  readonly median: number;
  readonly largest: number;
  readonly rows: number;
}

/** Errors by source, in the order in which sources first appear. */
export function sourceErrors(runs: readonly MeasuredRun[]): readonly SourceError[] {
  const bySource = new Map<string, { role: MeasuredRun['role']; errors: number[] }>();
  for (const run of runs) {
    const prediction = run.counts ? predictionError(run) : null;
    if (prediction?.kind !== 'bytes') continue;
    const entry = bySource.get(run.source) ?? { role: run.role, errors: [] };
    entry.errors.push(Math.abs(prediction.relativeError));
    bySource.set(run.source, entry);
  }
  return [...bySource].map(([source, { role, errors }]) => ({
    source,
    role,
    median: median(errors),
    largest: Math.max(...errors),
    rows: errors.length,
  }));
}

/** How many counting rows of a kind are predicted rightly. */
export interface Hits {
  readonly right: number;
  readonly rows: number;
}

export function hits(
  runs: readonly MeasuredRun[],
  kind: 'fits' | 'gpus',
  role: MeasuredRun['role'] = 'held-out',
): Hits {
  const predictions = runs
    .filter((run) => run.counts && run.role === role && run.outcome.kind === kind)
    .map(predictionError);
  const right = predictions.filter((prediction) => prediction?.kind === kind && prediction.right).length;
  return { right, rows: predictions.length };
}

/** The middle value, or the mean of both middle ones. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
