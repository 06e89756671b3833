/**
 * A checkpoint of 135 M parameters (SmolLM2-135M's shapes, random numbers in BF16) as a reader would bring it, on one
 * thread of WebAssembly in Node: seconds to read it and for a step, and the memory of the process against its bar.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../lib/npm.mjs';
import { SMOL, writeSyntheticCheckpoint } from '../lib/syntheticCheckpoint.ts';
import { atMost, rounded, summarize } from './figures.ts';

const FOLDER = join(ROOT, '.cache', 'synthetic-135m');
const STEPS = 4;

/** Beside the weights as they are held and one tensor in float32: the program and its garbage. */
const BESIDE = 100e6;

/** SmolLM2's embedding in float32. */
export const LARGEST = 4 * SMOL.vocab_size * SMOL.hidden_size;

/** What the child told. */
export interface Told {
  readonly empty: number;
  readonly parameters: number;
  readonly opening: number;
  readonly reading: number;
  readonly read: { readonly peak: number; readonly held: number };
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  readonly trained: {
    readonly peak: number;
    readonly held: number;
    readonly arraysPeak: number;
    readonly heldBefore: number;
  };
  readonly need: { readonly total: number };
}

export async function readInChild(folder: string, method: 'lora' | 'qlora', steps: number): Promise<Told> {
  const script = join(import.meta.dirname, 'broughtChild.ts');
  const hooks = join(ROOT, 'tools', 'lib', 'extensions.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', hooks, script, folder, method, String(steps)],
  ]);
  return JSON.parse(stdout);
}

export async function benchBrought() {
  writeSyntheticCheckpoint(FOLDER, SMOL);
  const figures: Record<string, unknown> = {};
  for (const method of ['lora', 'qlora'] as const) {
    const { empty, reading, read, steps, trained, need } = await readInChild(FOLDER, method, STEPS);
    const megabytes = (bytes: number) => rounded(bytes / 1e6, 0);
    figures[method] = {
      secondsToRead: rounded(reading, 1),
      firstStepSeconds: rounded(steps[0] ?? Number.NaN, 1),
      stepSeconds: summarize(steps.slice(1)),
      megabytes: {
        emptyProcess: megabytes(empty),
        weights: megabytes(read.held),
        whileReading: atMost(read.peak / 1e6, rounded((read.held + LARGEST + BESIDE) / 1e6, 0)),
        arraysInAStep: megabytes(trained.arraysPeak),
        predicted: megabytes(need.total),
        whileTraining: megabytes(trained.peak),
      },
    };
  }
  return figures;
}
