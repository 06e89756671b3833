/** Shapes of the facts about downstream models, for tests alone: the browser takes the rows as they are. */
import { z } from 'astro/zod';

const id = z.string().regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/);
const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https$/ });
const bilingual = z.strictObject({ en: text, zh: text });
const count = z.int().positive();

export const llamaTreeSchema = z.strictObject({
  source: id,
  place: text,
  nodes: z
    .array(
      z.strictObject({
        id,
        name: text,
        slide: z.enum(['base', 'light', 'full']),
        project: z.enum(['base', 'light', 'full', 'frozen', 'unstated']),
        method: text.nullable(),
        domain: z
          .enum(['language', 'mathematics', 'finance', 'medicine', 'law', 'education', 'multimodal'])
          .nullable(),
        added: bilingual.nullable(),
        url,
        place: text,
        note: bilingual,
      }),
    )
    .min(2),
  edges: z.array(
    z.strictObject({
      from: id,
      to: id,
      kind: z.enum(['model', 'pretraining', 'data']),
      sourced: z.literal(false).optional(),
    }),
  ),
});

export const metamathqaSchema = z.strictObject({
  source: id,
  license: text,
  url,
  place: text,
  changes: text,
  setup: z.strictObject({
    model: id,
    card: text,
    questions: count,
    steps: count,
    batch: count,
    sequence: count,
    seed: z.int().nonnegative(),
  }),
  runs: z
    .array(
      z.strictObject({
        // PEFT's names of experiments, which have underscores and points of decimals.
        id: z.string().regex(/^[a-z0-9_-]+--[A-Za-z0-9._+-]+$/),
        method: z.string().regex(/^[a-z0-9_-]+$/),
        trainable: count,
        memory: z.number().positive(),
        averageMemory: z.number().positive(),
        correct: z.int().nonnegative(),
        loss: z.number().positive(),
        forgetting: z.number(),
        file: count,
        seconds: count,
      }),
    )
    .min(1),
});
