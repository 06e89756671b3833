import type { PlainBatch } from './batches';

/** How many training batches the counts come from: about half a million tokens. */
const BATCHES = 500;

/**
 * What a model without memory reaches on the same held-out stories: perplexities of the counts of single words, and of
 * pairs of words interpolated with them (add-one smoothing).
 */
export function baselines(
  training: (step: number) => PlainBatch,
  heldOut: readonly PlainBatch[],
  vocabulary: number,
): { unigram: number; bigram: number } {
  const single = new Float64Array(vocabulary).fill(1);
  const pairs = new Float64Array(vocabulary * vocabulary);
  const before = new Float64Array(vocabulary);
  let total = vocabulary;
  for (let step = 1; step <= BATCHES; step++) {
    const { tokens, targets } = training(step);
    for (const [at, next] of targets.entries()) {
      const last = tokens[at] as number;
      (single[next] as number)++;
      (pairs[last * vocabulary + next] as number)++;
      (before[last] as number)++;
      total++;
    }
  }
  let unigram = 0;
  let bigram = 0;
  let count = 0;
  for (const { tokens, targets } of heldOut) {
    for (const [at, next] of targets.entries()) {
      const last = tokens[at] as number;
      const alone = (single[next] as number) / total;
      unigram -= Math.log(alone);
      const seen = before[last] as number;
      bigram -= Math.log(((pairs[last * vocabulary + next] as number) + alone) / (seen + 1));
      count++;
    }
  }
  return { unigram: Math.exp(unigram / count), bigram: Math.exp(bigram / count) };
}
