import type { GpuFact, ModelFact } from '../facts/types';
import type { DetailedSetup } from '../theory/detailed';
import type { ByteUnit } from '../theory/units';

/** What only the detailed view asks for; the slides' formula knows none of it. */
export const DETAILED_FIELDS = [
  'precision',
  'doubleQuantization',
  'adapterPrecision',
  'optimizer',
  'zero',
  'recompute',
  'attention',
  'chunkedLoss',
  'accumulation',
  'implementation',
] as const;

/** The fields of the calculator's state, each of which a recipe writes or explains. Its schema has the same names. */
export const RECIPE_FIELDS = [
  'view',
  'model',
  'custom',
  'method',
  'rank',
  'targets',
  'bottleneck',
  'tokens',
  'gpus',
  'batch',
  'sequence',
  'gpu',
  'unit',
  ...DETAILED_FIELDS,
  'beside',
] as const;
export type RecipeField = (typeof RECIPE_FIELDS)[number];

/** Who shards: the calculator counts stages, and two libraries have them. */
export type Sharding = 'deepspeed' | 'fsdp';
export const SHARDINGS: readonly Sharding[] = ['deepspeed', 'fsdp'];

/** What a recipe is made from: the calculator's set-up, settled as it settles it, and what it is shown with. */
export interface RecipeRequest {
  readonly view: 'slide' | 'detailed';
  readonly setup: DetailedSetup;
  /** null for a model of the reader's own, of which only the sizes are known. */
  readonly model: ModelFact | null;
  readonly gpu: GpuFact;
  readonly unit: ByteUnit;
  readonly sharding: Sharding;
}

/** Why an option is not written as it stands, or not at all; its words are `recipe.reason.<id>`. */
export interface Reason {
  readonly id: string;
  readonly fields: readonly RecipeField[];
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** Collects reasons while a plan is settled. */
export type Because = (id: string, fields: readonly RecipeField[], parameters?: Reason['parameters']) => void;

export interface RecipeFile {
  /** A path inside the recipe's folder. */
  readonly name: string;
  readonly text: string;
}

/** What became of one field: the options that it is written as, such as `SFTConfig.max_length`, or reasons, or both. */
export interface Mapped {
  readonly field: RecipeField;
  readonly options: readonly string[];
  readonly reasons: readonly Reason[];
}

export interface Recipe {
  /** In the order in which one reads them; empty where nothing can be run, for which the reasons say why. */
  readonly files: readonly RecipeFile[];
  readonly mapped: readonly Mapped[];
  readonly reasons: readonly Reason[];
  /** Bytes on each GPU that the run as written should take; null without files. */
  readonly total: number | null;
}
