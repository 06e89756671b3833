/** @typedef {'SIGINT' | 'SIGTERM' | 'SIGHUP'} StopSignal */

/** @type {StopSignal[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const ORPHAN_CHECK_MS = 500;

/**
 * Calls back when somebody wants us to stop: by a signal, or by ending the npm that started us. npm hands a SIGTERM only
 * to the shell between itself and us, which dies of it and tells nobody; all we see is that our parent is another.
 *
 * @param {(signal: StopSignal) => void} stop may be called more than once
 * @returns {() => void} stops listening
 */
export function onStop(stop) {
  for (const signal of SIGNALS) process.on(signal, stop);
  const parent = process.ppid;
  const isUnderNpm = process.env.npm_lifecycle_event !== undefined;
  const timer = setInterval(() => {
    if (!isUnderNpm || process.ppid === parent) return;
    clearInterval(timer);
    stop('SIGTERM');
  }, ORPHAN_CHECK_MS);
  timer.unref();
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop);
    clearInterval(timer);
  };
}
