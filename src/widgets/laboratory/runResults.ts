import { BACKENDS, type BackendReport, type HeldBytes } from '../../training/laboratory/api';
import { isFault } from '../../training/laboratory/fault';
import { type Check, hasAll, isListOf, isNumber, isOneOf, isText } from '../../training/runs/checks';
import type { Baseline, MethodRun } from '../shared/lab/run';

/** What the store keeps for us beside points and evaluations. */
export interface Results {
  readonly method: Pick<MethodRun, 'step' | 'size' | 'spectra' | 'fault' | 'finished'>;
  readonly baseline: Baseline | null;
  readonly report: BackendReport | null;
}

const orNull =
  (is: Check): Check =>
  (value) =>
    value === null || is(value);

const isHeld = hasAll<HeldBytes>({
  ...{ weights: isNumber, gradients: isNumber, optimizer: isNumber, activations: isNumber },
});
const isSize = hasAll<NonNullable<MethodRun['size']>>({
  ...{ trainable: isNumber, parameters: isNumber, held: isHeld, predicted: isHeld },
});
const isSpectra = hasAll<NonNullable<MethodRun['spectra']>>({
  step: isNumber,
  all: isListOf(hasAll({ layer: isNumber, matrix: isText, values: isListOf(isNumber) })),
});
const isResults = hasAll<Results>({
  method: hasAll<Results['method']>({
    step: isNumber,
    size: orNull(isSize),
    spectra: orNull(isSpectra),
    fault: orNull(isFault),
    finished: (value) => typeof value === 'boolean',
  }),
  baseline: orNull(
    hasAll<Baseline>({
      ...{ accuracy: isNumber, items: isNumber, pretrainingLoss: isNumber, majority: isNumber },
    }),
  ),
  report: orNull(
    hasAll<BackendReport>({
      backend: isOneOf(BACKENDS.filter((backend) => backend !== 'auto')),
      reason: isText,
      device: isText,
      threads: isNumber,
    }),
  ),
});

/** What was kept, or null where it is damaged or another version's: then the curves speak for themselves. */
export function readResults(stored: unknown): Results | null {
  return isResults(stored) ? (stored as Results) : null;
}
