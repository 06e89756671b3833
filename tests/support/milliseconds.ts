/** What `run` takes: the best of up to three tries where it takes longer than `limit`, since a busy machine pauses any. */
export function milliseconds(run: () => unknown, limit: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && least > limit; tries++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
