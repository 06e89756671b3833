/**
 * The loss of instruction tuning, −Σ mₜ ln pₜ / Σ mₜ, in nats for each counted token: pₜ is the probability that the
 * model gives to token t, mₜ says whether t belongs to the answer. With a mask that keeps every token it is the loss of
 * pretraining.
 *
 * @param probabilities T numbers above 0, at most 1
 * @param mask T truth values, one of them true at least
 * @throws RangeError naming what is out of range
 */
export function maskedLoss(probabilities: readonly number[], mask: readonly boolean[]): number {
  if (mask.length !== probabilities.length)
    throw new RangeError(`mask must have ${probabilities.length} entries, not ${mask.length}`);
  const counted = probabilities.filter((_, at) => mask[at]);
  if (counted.length === 0) throw new RangeError('mask must keep a token at least');
  const outside = probabilities.find((each) => !(each > 0 && each <= 1));
  if (outside !== undefined)
    throw new RangeError(`a probability must be above 0 and at most 1, not ${outside}`);
  return -counted.reduce((sum, each) => sum + Math.log(each), 0) / counted.length;
}
