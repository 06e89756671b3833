import type { BroughtMethod, BroughtSetup } from '../../training/brought/api';
import { BACKENDS, type BackendChoice } from '../../training/laboratory/api';
import { choice, type Field, integer, type Schema } from '../base/state';
import { parseRate } from '../shared/lab/rates';

/** A rate as a box holds it. 5e-4: between what papers take for LoRA on models of billions, and what a tiny one bears. */
const rate: Field<number> = { initial: 5e-4, parse: parseRate, format: String };

/** The set-up's boxes. What the reader chooses as files, and writes as text, is no part of it. */
export const BRING_SCHEMA = {
  method: choice<BroughtMethod>('lora', ['lora', 'qlora']),
  targets: choice<BroughtSetup['targets']>('all', ['all', 'attention']),
  rank: integer(8, [1, 256]),
  alpha: integer(16, [1, 1024]),
  learningRate: rate,
  steps: integer(50, [1, 10_000]),
  batch: integer(2, [1, 64]),
  length: integer(64, [8, 2048]),
  seed: integer(1, [0, 999_999]),
  backend: choice<BackendChoice>('auto', BACKENDS),
} satisfies Schema<BroughtSetup>;

export function sameSetup(one: BroughtSetup, two: BroughtSetup): boolean {
  return (Object.keys(BRING_SCHEMA) as (keyof BroughtSetup)[]).every((name) => one[name] === two[name]);
}
