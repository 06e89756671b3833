import { type LabMethod, type RunSetup, TASK_IDS } from '../laboratory/api';
import { METHOD_IDS, type MethodOptions } from '../methods/method';
import { MATRICES } from '../model/config';
import { type Check, hasAll, isListOf, isNumber, isObject, isOneOf, isText } from './checks';

const isTextOrAbsent: Check = (value) => value === undefined || isText(value);
const isWhole =
  (least: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least;
const isPositive: Check = (value) => isNumber(value) && (value as number) > 0;

const isMethod = isOneOf([...METHOD_IDS, 'own']);

const isOptions = hasAll<MethodOptions>({
  rank: isWhole(1),
  alpha: isPositive,
  scaling: isOneOf(['rank', 'sqrtRank']),
  start: isOneOf(['kaiming', 'gaussian']),
  targets: isListOf(isOneOf(MATRICES)),
  bottleneck: isWhole(1),
  virtualTokens: isWhole(1),
  prefixHidden: isWhole(0),
});

/** At least one, none of them twice. */
const areDistinct = (methods: readonly LabMethod[]) =>
  methods.length > 0 && new Set(methods).size === methods.length;

const isRates: Check = (value) =>
  isObject(value) &&
  Object.entries(value).every(
    ([method, rate]) => isMethod(method) && (rate === undefined || isPositive(rate)),
  );

const isRunSetup = hasAll<RunSetup>({
  task: isOneOf(TASK_IDS),
  ownPairs: isTextOrAbsent,
  methods: (value) => isListOf(isMethod)(value) && areDistinct(value as readonly LabMethod[]),
  ownSource: isTextOrAbsent,
  options: isOptions,
  learningRates: isRates,
  batch: isWhole(1),
  steps: isWhole(1),
  seed: Number.isSafeInteger,
  lossOn: isOneOf(['answer', 'all']),
});

/**
 * Reads the set-up of a stored run: its types, not the ranges that the page allows, which may change; undefined for what
 * is none. Fields that it does not know stay, so that a newer page in another tab loses nothing.
 */
export function readRunSetup(raw: unknown): RunSetup | undefined {
  return isRunSetup(raw) ? (raw as RunSetup) : undefined;
}
