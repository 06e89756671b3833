import { type LabMethod, type RunSetup, TASK_IDS } from '../laboratory/api';
import { METHOD_IDS, type MethodOptions } from '../methods/method';
import { MATRICES } from '../model/config';

type Loose = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) => value === undefined || typeof value === 'string';
const isOneOf = (all: readonly unknown[]) => (value: unknown) => all.includes(value);
const isWhole = (least: number) => (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= least;
const isPositive = (value: unknown) => Number.isFinite(value) && (value as number) > 0;
const isListOf = (is: (value: unknown) => boolean) => (value: unknown) =>
  // `every` would skip the holes of a sparse array.
  Array.isArray(value) && Array.from(value).every((item) => is(item));

const isMethod = isOneOf([...METHOD_IDS, 'own']);

const OPTIONS: Readonly<Record<keyof MethodOptions, (value: unknown) => boolean>> = {
  rank: isWhole(1),
  alpha: isPositive,
  scaling: isOneOf(['rank', 'sqrtRank']),
  start: isOneOf(['kaiming', 'gaussian']),
  targets: isListOf(isOneOf(MATRICES)),
  bottleneck: isWhole(1),
  virtualTokens: isWhole(1),
  prefixHidden: isWhole(0),
};

/** At least one, none of them twice. */
const areDistinct = (methods: readonly LabMethod[]) =>
  methods.length > 0 && new Set(methods).size === methods.length;

const isRates = (value: unknown) =>
  isObject(value) &&
  Object.entries(value).every(
    ([method, rate]) => isMethod(method) && (rate === undefined || isPositive(rate)),
  );

const FIELDS: Readonly<Record<keyof RunSetup, (value: unknown) => boolean>> = {
  task: isOneOf(TASK_IDS),
  ownPairs: isText,
  methods: (value) => isListOf(isMethod)(value) && areDistinct(value as readonly LabMethod[]),
  ownSource: isText,
  options: (value) => isObject(value) && Object.entries(OPTIONS).every(([option, is]) => is(value[option])),
  learningRates: isRates,
  batch: isWhole(1),
  steps: isWhole(1),
  seed: Number.isSafeInteger,
  lossOn: isOneOf(['answer', 'all']),
};

/**
 * Reads the set-up of a stored run: its types, not the ranges that the page allows, which may change; undefined for what
 * is none. Fields that it does not know stay, so that a newer page in another tab loses nothing.
 */
export function readRunSetup(raw: unknown): RunSetup | undefined {
  if (!isObject(raw)) return undefined;
  return Object.entries(FIELDS).every(([field, is]) => is(raw[field]))
    ? (raw as unknown as RunSetup)
    : undefined;
}
