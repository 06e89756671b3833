import { type Alive, lifeName, whenGone } from './lifeline';

/** `begun` says that QuickJS is loaded, or that another part begins: only from then on does the time count. */
export type FromWorker<Answer> =
  | Alive
  | { readonly begun: true }
  | { readonly answer: Answer }
  | { readonly failed: string };

/** What is used of a `Worker`. */
export type SandboxWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/**
 * Asks a worker made for the purpose, which is ended afterwards, or when one part takes `milliseconds`, whose answer
 * is then `late`: the sandbox's own limit does not stop a source that hides its work inside single long operations.
 *
 * @param start makes the worker, under the name that it is given
 * @throws Error if the worker cannot be loaded, or the browser ends it
 */
export function askWorker<Request, Answer>(
  request: Request,
  start: (name: string) => SandboxWorker,
  milliseconds: number,
  late: Answer,
): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const name = lifeName();
    const worker = start(name);
    const asking = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (report: () => void): void => {
      clearTimeout(timer);
      asking.abort();
      worker.terminate();
      report();
    };
    worker.onerror = (event) => finish(() => reject(new Error(event.message || 'the worker did not load')));
    worker.onmessage = ({ data }: MessageEvent<FromWorker<Answer>>) => {
      if ('answer' in data) return finish(() => resolve(data.answer));
      if ('failed' in data) return finish(() => reject(new Error(data.failed)));
      if ('alive' in data) {
        whenGone(name, asking.signal, () => finish(() => reject(new Error('the browser ended the worker'))));
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(() => finish(() => resolve(late)), milliseconds);
    };
    worker.postMessage(request);
  });
}
