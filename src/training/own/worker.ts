/** A worker that traces and does nothing else, so that `client.ts` can end it at any time. */

import type { FromTracer, ToTracer } from './client';
import { traceEverywhere } from './everywhere';
import { loadSandbox } from './sandbox';

const answer = (message: FromTracer): void => self.postMessage(message);

self.addEventListener('message', async ({ data }: MessageEvent<ToTracer>) => {
  try {
    await loadSandbox();
    const progress = () => answer({ begun: true });
    answer({ traced: await traceEverywhere(data.source, data.config, data.options, progress) });
  } catch (error) {
    answer({ failed: String(error) });
  }
});
