/** Shapes of `content/facts/*.json`, for tests and the build alone: the browser takes the rows as they are. */
import { z } from 'astro/zod';
import { RECOMPUTATIONS } from '../theory/activations';
import { MATRIX_NAMES } from '../theory/architecture';
import {
  ADAPTER_PRECISIONS,
  ATTENTION_KERNELS,
  IMPLEMENTATIONS,
  OPTIMIZERS,
  PRECISIONS,
} from '../theory/detailed';
import { METHODS } from '../theory/methods';

const id = z.string().regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/);
const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https$/ });
/** A page of others, or a file of this site from its root. */
const page = z.union([url, z.string().regex(/^\/(?!\/)/)]);
const size = z.int().positive();

export const architectureSchema = z.strictObject({
  numHiddenLayers: size,
  hiddenSize: size,
  numAttentionHeads: size,
  numKeyValueHeads: size,
  headDim: size,
  intermediateSize: size,
  vocabSize: size,
  tiedEmbeddings: z.boolean(),
  gated: z.boolean(),
  attentionBias: z.strictObject({ qkv: z.boolean(), output: z.boolean() }),
  feedForwardBias: z.boolean(),
  norm: z.enum(['rms', 'layer']),
  normsPerLayer: z.union([z.literal(2), z.literal(4)]),
  queryKeyNorm: z.boolean(),
  learnedPositions: z.int().nonnegative(),
  experts: z.strictObject({ count: size, active: size, intermediateSize: size }).nullable(),
  embeddingSize: size.optional(),
  embeddingNorm: z.boolean().optional(),
  finalNorm: z.boolean().optional(),
  fusedQkv: z.boolean().optional(),
  fusedGateUp: z.boolean().optional(),
});

export const modelSchema = z.strictObject({
  id,
  name: text,
  family: text,
  architecture: architectureSchema,
  source: id,
  sourceUrl: url,
  notes: text.optional(),
});

export const gpuSchema = z.strictObject({
  id: id.regex(/-\d+g$/),
  name: text,
  vendor: text,
  class: z.enum(['consumer', 'workstation', 'datacenter']),
  memory: size.multipleOf(2 ** 20),
  bandwidth: size,
  source: text,
  sourceUrl: url,
  memorySource: text.optional(),
  memorySourceUrl: url.optional(),
});

export const referenceSchema = z.strictObject({
  id,
  authors: z.array(text).min(1),
  title: text,
  year: z.int().min(1930).max(2100),
  venue: text,
  url,
  arxiv: z
    .string()
    .regex(/^\d{4}\.\d{4,5}$/)
    .optional(),
  kind: z.enum(['paper', 'code', 'docs', 'slides', 'survey', 'book']),
  license: text.optional(),
  short: z.strictObject({ en: text, zh: text }).optional(),
});

export const publishedSchema = z.strictObject({
  id,
  value: z.number().positive(),
  kind: z.enum(['bytes', 'number', 'share']),
  source: id,
  place: text,
  says: text,
});

export const costSchema = z.strictObject({
  model: id,
  method: z.enum(['full', 'lora']),
  gpus: size,
  batch: size,
  hours: z.number().positive(),
  source: id,
  place: text,
});

export const modelsSchema = z.array(modelSchema).min(1);
export const gpusSchema = z.array(gpuSchema).min(1);
export const referencesSchema = z.array(referenceSchema).min(1);
export const publishedsSchema = z.array(publishedSchema).min(1);
export const costsSchema = z.array(costSchema).min(1);

const bilingual = z.strictObject({ en: text, zh: text });

const measurementSetupSchema = z.strictObject({
  method: z.enum(METHODS),
  trainable: z.int().nonnegative(),
  rank: size,
  targets: z.array(z.enum(MATRIX_NAMES)),
  bottleneck: size,
  tokens: size,
  precision: z.enum(PRECISIONS),
  doubleQuantization: z.boolean(),
  adapterPrecision: z.enum(ADAPTER_PRECISIONS),
  optimizer: z.enum(OPTIMIZERS),
  zero: z.literal([0, 1, 2, 3]),
  gpus: size,
  batch: size,
  sequence: size,
  recompute: z.enum(RECOMPUTATIONS),
  attention: z.enum(ATTENTION_KERNELS),
  chunkedLoss: z.boolean(),
  accumulation: size,
  implementation: z.enum(IMPLEMENTATIONS),
});

const outcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bytes'),
    measured: size,
    readFrom: z.enum(['allocator', 'device']),
  }),
  // `memory` where the card of the row's time reported less than its label.
  z.strictObject({ kind: z.literal('fits'), card: id, memory: size.optional(), fits: z.boolean() }),
  z.strictObject({ kind: z.literal('gpus'), card: id, gpus: size }),
]);

export const measurementSchema = z.strictObject({
  id,
  source: id,
  url: page,
  place: text,
  model: id.nullable(),
  setup: measurementSetupSchema.nullable(),
  outcome: outcomeSchema,
  role: z.enum(['fit', 'held-out']),
  rule: id,
  note: bilingual,
});

export const measurementsSchema = z.strictObject({
  rules: z.array(z.strictObject({ id, counts: z.boolean(), en: text, zh: text })).min(1),
  // Pages that are not among the references.
  sources: z.array(z.strictObject({ id, title: text, url: page })),
  // Models that are measured and not among the course's.
  models: z.array(z.strictObject({ id, name: text, source: id, url, architecture: architectureSchema })),
  rows: z.array(measurementSchema).min(1),
});
