import type { FromWorker } from './client';
import { live } from './lifeline';
import { loadQuickJs } from './quickjs';

/** The worker's half of `askWorker`: answers each request with what `work` makes of it. */
export function serve<Request, Answer>(work: (request: Request, begun: () => void) => Promise<Answer>): void {
  live();
  const tell = (message: FromWorker<Answer>): void => self.postMessage(message);
  self.addEventListener('message', async ({ data }: MessageEvent<Request>) => {
    try {
      await loadQuickJs();
      tell({ answer: await work(data, () => tell({ begun: true })) });
    } catch (error) {
      tell({ failed: String(error) });
    }
  });
}
