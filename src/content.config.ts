import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';

/** One MDX file a lesson and language: `content/lessons/en/01-memory.mdx`; its number orders, the rest is its slug. */
const lessons = defineCollection({
  loader: glob({ base: './content/lessons', pattern: '*/[0-9][0-9]-*.mdx' }),
  schema: z.strictObject({
    title: z.string(),
    /** For search engines and the list of lessons: one sentence. */
    description: z.string(),
    /** What the lesson answers. */
    question: z.string(),
    /** The deck's slides that it treats. */
    slides: z.array(z.string().regex(/^S\d+$/)).min(1),
    minutes: z.number().int().positive(),
    prerequisites: z.array(z.string()),
    goals: z.array(z.string()).min(2),
  }),
});

/** Prose pages that are no lessons: `content/pages/en/teach.mdx`. */
const pages = defineCollection({
  loader: glob({ base: './content/pages', pattern: '*/*.mdx' }),
  schema: z.strictObject({
    title: z.string(),
    /** For search engines: one sentence. */
    description: z.string(),
  }),
});

export const collections = { lessons, pages };
