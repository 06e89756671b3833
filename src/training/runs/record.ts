/**
 * A saved run, as it lies in the browser's storage for months: what is read may come from an older version of the site,
 * from a newer one that another tab has brought, or be damaged. `migrate` is therefore the only way in.
 */

/** Of the shape below. Whoever changes the shape counts up, and teaches `migrate` the step from the version before. */
export const RECORD_VERSION = 1;

export const METHOD_STATES = ['running', 'paused', 'done', 'interrupted'] as const;
export type MethodState = (typeof METHOD_STATES)[number];

/** Steps done, the loss before the last of them in nats a token, seconds of training until then. NaN is a loss too. */
export type LossPoint = readonly [step: number, loss: number, seconds: number];

export interface Evaluation {
  readonly step: number;
  /** Exact match on held-out items, 0 to 1. */
  readonly accuracy: number;
  /** How many of them were asked. */
  readonly items: number;
  /** Held-out pretraining loss now less before, in nats a token. */
  readonly forgetting: number;
}

/** One method's part of a run. */
export interface MethodRecord {
  readonly state: MethodState;
  readonly points: readonly LossPoint[];
  readonly evaluations: readonly Evaluation[];
  /** Whatever the page wants to show again: sizes, spectra, examples. Plain data. */
  readonly results: unknown;
}

/** All of a run but its snapshot. */
export interface RunRecord<Setup> {
  readonly version: typeof RECORD_VERSION;
  readonly id: string;
  /** The reader's name for it. */
  readonly name: string;
  /** Milliseconds since 1970, as is `savedAt`. */
  readonly createdAt: number;
  /** The last sign of life: of a run that is going on it is at most seconds old. */
  readonly savedAt: number;
  readonly setup: Setup;
  /** Which machine computed: the page's own words, 'webgpu: NVIDIA …'. */
  readonly device: string;
  readonly methods: ReadonlyMap<string, MethodRecord>;
}

/** Enough to go on with a run: per method its step and, as safetensors, what is trained with Adam's moments. */
export type RunSnapshot = ReadonlyMap<string, MethodSnapshot>;

export interface MethodSnapshot {
  readonly step: number;
  readonly tensors: Uint8Array<ArrayBuffer>;
}

/**
 * Why something is not kept or not readable: the storage is full; the browser gives none (private windows, settings, an
 * old tab that blocks it); the record is damaged; it was written by a newer version of the site.
 */
export interface StoreProblem {
  readonly kind: 'full' | 'refused' | 'damaged' | 'newer';
}

export type Outcome<T> = { readonly value: T } | { readonly problem: StoreProblem };

/** Reads a set-up; undefined, or an exception, for what is none. */
export type SetupReader<Setup> = (raw: unknown) => Setup | undefined;

/** From a version to the step that makes its records those of the next one. A step may throw for what is damaged. */
export type Migrations = Readonly<Record<number, (raw: Loose) => unknown>>;

const MIGRATIONS: Migrations = {};

/** Reads what the storage holds under `id`, of whatever version. Never throws. */
export function migrate<Setup>(
  raw: unknown,
  id: string,
  readSetup: SetupReader<Setup>,
  migrations = MIGRATIONS,
): Outcome<RunRecord<Setup>> {
  try {
    const { version } = raw as { version: unknown };
    if (!Number.isSafeInteger(version)) return { problem: { kind: 'damaged' } };
    if ((version as number) > RECORD_VERSION) return { problem: { kind: 'newer' } };
    let current = raw;
    for (let from = version as number; from < RECORD_VERSION; from++) {
      const step = migrations[from];
      if (!step) return { problem: { kind: 'damaged' } };
      current = step(current as Loose);
    }
    const value = readRecord(current as Loose, id, readSetup);
    return value ? { value } : { problem: { kind: 'damaged' } };
  } catch {
    return { problem: { kind: 'damaged' } };
  }
}

type Loose = Readonly<Record<string, unknown>>;

function readRecord<Setup>(
  raw: Loose,
  id: string,
  readSetup: SetupReader<Setup>,
): RunRecord<Setup> | undefined {
  const { name, createdAt, savedAt, device, methods } = raw;
  const setup = readSetup(raw['setup']);
  if (setup === undefined || raw['id'] !== id || typeof name !== 'string') return undefined;
  if (typeof device !== 'string') return undefined;
  if (!isTime(createdAt) || !isTime(savedAt) || !(methods instanceof Map)) return undefined;
  for (const [method, record] of methods) {
    if (typeof method !== 'string' || !isMethodRecord(record)) return undefined;
  }
  return { version: RECORD_VERSION, id, name, createdAt, savedAt, setup, device, methods };
}

function isMethodRecord(value: MethodRecord): boolean {
  return (
    METHOD_STATES.includes(value.state) &&
    Array.isArray(value.points) &&
    value.points.every(isPoint) &&
    Array.isArray(value.evaluations) &&
    value.evaluations.every(isEvaluation)
  );
}

function isPoint(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [step, loss, seconds] = value;
  return isStep(step) && typeof loss === 'number' && Number.isFinite(seconds) && seconds >= 0;
}

function isEvaluation({ step, accuracy, items, forgetting }: Evaluation): boolean {
  return isStep(step) && accuracy >= 0 && accuracy <= 1 && isStep(items) && typeof forgetting === 'number';
}

/** From so many bytes on, a page that trains would stand still while they are copied into the database. */
const LARGE = 256 * 1024;

/** A snapshot as the storage gets it: a browser takes what is large from a blob piece by piece. */
export function toStored(snapshot: RunSnapshot): ReadonlyMap<string, StoredMethod> {
  return new Map(
    [...snapshot].map(([method, { step, tensors }]) => [
      method,
      { step, tensors: tensors.byteLength < LARGE ? tensors : new Blob([tensors]) },
    ]),
  );
}

interface StoredMethod {
  readonly step: number;
  readonly tensors: Uint8Array<ArrayBuffer> | Blob;
}

/** Reads a stored snapshot. Its tensors are checked by whoever loads them. Never rejects. */
export async function readSnapshot(raw: unknown): Promise<Outcome<RunSnapshot>> {
  try {
    if (!(raw instanceof Map)) return { problem: { kind: 'damaged' } };
    const value = new Map<string, MethodSnapshot>();
    for (const [method, part] of raw) {
      const stored: unknown = part?.tensors;
      const tensors = stored instanceof Blob ? new Uint8Array(await stored.arrayBuffer()) : stored;
      if (typeof method !== 'string' || !isStep(part?.step) || !(tensors instanceof Uint8Array))
        return { problem: { kind: 'damaged' } };
      value.set(method, { step: part.step, tensors: tensors as Uint8Array<ArrayBuffer> });
    }
    return { value };
  } catch {
    return { problem: { kind: 'damaged' } };
  }
}

function isStep(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
