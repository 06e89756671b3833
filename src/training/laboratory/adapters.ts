/** Adapters out of the laboratory and into it, in the files of Hugging Face's libraries. Fetched when they are asked for. */
import type { NamedValues } from '../engine';
import { fromFloat32, type StoredTensor, writeSafetensors } from '../formats/safetensors';
import { unzip } from '../peft/archive';
import { bundle, RUN_FILE } from '../peft/bundle';
import { PeftError } from '../peft/error';
import { readTrained } from '../peft/read';
import type { ReadmeWords } from '../peft/readme';
import type { Files } from '../peft/write';
import { readRunSetup } from '../runs/setup';
import { statePrefixes } from '../training';
import type { AdoptedRun, Fault, LabMethod, RunSetup } from './api';
import { fetchFile } from './fetchModel';
import type { Learned } from './learned';
import type { Pretrained } from './model';

/** The base as it is served, with its card. */
const BASE_FILES = [
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
  'README.md',
] as const;

/** What a method trained, with the base that it stands on. */
export interface Outgoing {
  readonly learned: Learned;
  readonly setup: RunSetup;
  readonly step: number;
  /** URL of the base's folder. */
  readonly base: string;
  readonly prompt: string;
  /** Tokens of the task's longest answer, with its end. */
  readonly longest: number;
  readonly words: ReadmeWords;
}

/**
 * One zip that needs nothing else: the adapter or model, the base, and how to load them.
 *
 * @throws Fault 'adapter', 'network' or 'weights'
 */
export async function packed({
  learned,
  base,
  words,
  ...around
}: Outgoing): Promise<Uint8Array<ArrayBuffer>> {
  const { method, trained, ...rest } = learned;
  if (method === 'own') throw faultFor(new PeftError('ownMethod', method));
  const files = await Promise.all(
    BASE_FILES.map(async (name) => [name, await fetchFile(base, name, () => {})] as const),
  );
  try {
    return bundle(
      { ...rest, method, values: trained },
      { ...around, words, base: Object.fromEntries(files) },
    );
  } catch (cause) {
    throw faultFor(cause);
  }
}

/**
 * A run of one method that is at its end, from an adapter's or a model's files; among them may be a zip.
 *
 * @param otherwise the set-up of whatever the files do not tell: the task on which it is judged, for one
 * @throws Fault 'adapter'
 */
export function adopted(files: Files, { config }: Pretrained, otherwise: RunSetup): AdoptedRun {
  try {
    const all = opened(files);
    const { method, options, values } = readTrained(all, config);
    const note = readNote(all);
    // Files of PEFT's do not say whether the base went through 4 bits; the site's own note does.
    const known: LabMethod = method === 'lora' && note?.setup.methods[0] === 'qlora' ? 'qlora' : method;
    const { ownSource: _code, ...setup } = note?.setup ?? { ...otherwise, steps: 1 };
    const step = note ? Math.min(note.step, setup.steps) : 1;
    const run = { ...setup, steps: step, methods: [known], options, learningRates: {} };
    const tensors = untrainedState(values);
    return { setup: run, snapshot: { setup: run, methods: { [known]: { step, tensors } } } };
  } catch (cause) {
    throw faultFor(cause);
  }
}

/** Zips among the files in folders of their names. */
function opened(files: Files): Files {
  const all: Record<string, Uint8Array> = {};
  for (const [path, bytes] of Object.entries(files)) {
    if (!/\.zip$/i.test(path)) all[path] = bytes;
    else for (const [inner, content] of Object.entries(unzip(bytes))) all[`${path}/${inner}`] = content;
  }
  return all;
}

/** The set-up with which the site trained what comes back; undefined where the note is missing or not to be read. */
function readNote(files: Files): { setup: RunSetup; step: number } | undefined {
  const path = Object.keys(files).find((each) => each === RUN_FILE || each.endsWith(`/${RUN_FILE}`));
  if (path === undefined) return undefined;
  try {
    const { setup: raw, step } = JSON.parse(new TextDecoder().decode(files[path]));
    const setup = readRunSetup(raw);
    return setup && Number.isSafeInteger(step) && step >= 1 ? { setup, step } : undefined;
  } catch {
    return undefined;
  }
}

/** A training's state with these values, and moments as before the first step. */
function untrainedState(values: NamedValues): Uint8Array<ArrayBuffer> {
  const stored = (prefix: string, data: (values: Float32Array) => Float32Array) =>
    Object.entries(values).map(([name, { shape, data: numbers }]): [string, StoredTensor] => [
      prefix + name,
      { dtype: 'F32', shape, bytes: fromFloat32(data(numbers), 'F32') },
    ]);
  const zeros = (numbers: Float32Array) => new Float32Array(numbers.length);
  const { value, first, second } = statePrefixes;
  return writeSafetensors(
    new Map([...stored(value, (numbers) => numbers), ...stored(first, zeros), ...stored(second, zeros)]),
  );
}

function faultFor(cause: unknown): unknown {
  if (!(cause instanceof PeftError)) return cause;
  const { kind, subject, detail } = cause;
  return { kind: 'adapter', detail: kind, values: { subject, value: detail } } satisfies Fault;
}
