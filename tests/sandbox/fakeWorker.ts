import type { FromWorker, SandboxWorker } from '../../src/sandbox/client';

/** A worker that says these things, then nothing; and a log of what it was told. */
export function fakeWorker<Answer>(...messages: FromWorker<Answer>[]) {
  const log: unknown[] = [];
  const fake: SandboxWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (message: unknown) => {
      log.push(message);
      for (const data of messages) fake.onmessage?.call(fake as Worker, { data } as MessageEvent);
    },
    terminate: () => log.push('ended'),
  };
  return { fake, log };
}
