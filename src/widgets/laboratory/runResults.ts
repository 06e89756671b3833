import { BACKENDS, type BackendReport, type HeldBytes } from '../../training/laboratory/api';
import { isFault } from '../../training/laboratory/fault';
import type { Baseline, MethodRun } from '../shared/lab/run';

/** What the store keeps for us beside points and evaluations. */
export interface Results {
  readonly method: Pick<MethodRun, 'step' | 'size' | 'spectra' | 'fault' | 'finished'>;
  readonly baseline: Baseline | null;
  readonly report: BackendReport | null;
}

type Loose = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isText: Check = (value) => typeof value === 'string';
const orNull =
  (is: Check): Check =>
  (value) =>
    value === null || is(value);
const isListOf =
  (is: Check): Check =>
  (value) =>
    Array.isArray(value) && Array.from(value).every(is);
const hasAll =
  <T>(checks: Readonly<Record<keyof T, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries<Check>(checks).every(([name, is]) => is(value[name]));

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
      backend: (value) => value !== 'auto' && (BACKENDS as readonly unknown[]).includes(value),
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
