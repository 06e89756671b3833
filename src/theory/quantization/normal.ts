/** The standard normal distribution's function and its inverse, to about 10⁻¹². */

/**
 * Φ(x): the probability of a value below x. By the series for |x| < 3 and a continued fraction beyond (Abramowitz and
 * Stegun 26.2.11 and 26.2.14).
 */
export function normalCdf(x: number): number {
  const density = Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) < 3) {
    let term = x;
    let sum = x;
    for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
      term *= (x * x) / n;
      sum += term;
    }
    return 0.5 + density * sum;
  }
  const size = Math.abs(x);
  let fraction = size;
  for (let n = 60; n >= 1; n--) fraction = size + n / fraction;
  const tail = density / fraction;
  return x > 0 ? 1 - tail : tail;
}

/**
 * Φ⁻¹(p) by Newton's method from 0, which converges because Φ bends towards the middle; p from 10⁻⁹ to 1 − 10⁻⁹.
 *
 * @throws RangeError for any other p
 */
export function normalQuantile(p: number): number {
  if (!(p >= 1e-9 && p <= 1 - 1e-9))
    throw new RangeError(`p must be from 10^-9 to 1 - 10^-9, not ${String(p)}`);
  // Below the middle, where Φ is small, it is exact to the last digits; 1 − p would lose them.
  if (p > 0.5) return -normalQuantile(1 - p);
  let x = 0;
  for (let step = 0; step < 100; step++) {
    const change = ((normalCdf(x) - p) * Math.sqrt(2 * Math.PI)) / Math.exp(-(x * x) / 2);
    // Newton overshoots at most once, into the flat tail: keep the steps short.
    x -= Math.max(-1, Math.min(1, change));
    if (Math.abs(change) < 1e-14) break;
  }
  return x;
}
