import type { Tensor } from '../engine';
import type { Method } from './method';

/**
 * Prompt tuning (Lester et al. 2021): P trained vectors before the embedded tokens, and nothing else. They start as the
 * embeddings of P words of the vocabulary, which the paper found better than random numbers for small models.
 */
export const prompt: Method = {
  id: 'prompt',
  prepare: ({ base, config, options, random }) => {
    const { data } = base['model.embed_tokens.weight'] as (typeof base)[string];
    const width = config.hidden_size;
    const rows = Float32Array.from({ length: options.virtualTokens * width });
    const end = Math.min(WORDS.end, config.vocab_size);
    const begin = Math.min(WORDS.begin, end - 1);
    for (let token = 0; token < options.virtualTokens; token++) {
      const word = begin + random.integer(end - begin);
      rows.set(data.subarray(word * width, (word + 1) * width), token * width);
    }
    return {
      frozen: base,
      trainable: { prompt_embeddings: { shape: [options.virtualTokens, width], data: rows } },
      weights: (frozen) => frozen,
      adapt: (trainable) => ({
        promptLength: options.virtualTokens,
        prompt: () => (trainable.prompt_embeddings as Tensor).ref,
      }),
    };
  },
};

/** The ids of the tiny model's words: behind the special tokens and the bytes, before those that no text uses. */
const WORDS = { begin: 260, end: 607 } as const;
