import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import { lifeName, watchLife } from '../../sandbox/lifeline';
import type { Answer, BroughtModel, BroughtTrouble } from './api';

interface Line {
  readonly remote: Remote<BroughtModel>;
  /** Resolves when the worker is ended, or breaks, most often because it may not be loaded. */
  readonly broken: Promise<BroughtTrouble>;
  readonly end: () => void;
}

/** A brought model in a worker of its own, which is started by `open` and ended by `close`. */
export function openBroughtModel(): BroughtModel {
  let line: Line | undefined;
  let chosen: readonly File[] = [];
  let hasLoaded = false;
  let opening: Promise<unknown> = Promise.resolve();
  const end = (): void => {
    line?.end();
    line = undefined;
  };
  const ask = async <T>(
    question: (remote: Remote<BroughtModel>) => Promise<Answer<T>>,
  ): Promise<Answer<T>> => {
    const asked = line;
    if (!asked) return refused('device', 'close');
    try {
      return await Promise.race([
        question(asked.remote),
        asked.broken.then((trouble) => ({ ok: false, trouble }) as const),
      ]);
    } catch (cause) {
      return refused('device', cause instanceof Error ? cause.message : String(cause));
    }
  };
  /** In a fresh worker: what WebAssembly took for a model before this one is never given back, nor is a lost device. */
  const open: BroughtModel['open'] = (files) => {
    end();
    line = startLine();
    chosen = files;
    hasLoaded = false;
    const opened = ask((remote) => remote.open(files));
    opening = opened;
    return opened;
  };
  return {
    open,
    need: async (setup) => {
      for (;;) {
        const asked = line;
        const answer = await ask((remote) => remote.need(setup));
        // Where a loading began meanwhile, the question went with the worker before it.
        if (!line || line === asked) return answer;
        await opening;
      }
    },
    load: async (setup, onProgress) => {
      if (hasLoaded) {
        const opened = await open(chosen);
        if (!opened.ok) return opened;
      }
      hasLoaded = true;
      return ask((remote) => remote.load(setup, proxy(onProgress)));
    },
    train: (pairs, onProgress) => ask((remote) => remote.train(pairs, proxy(onProgress))),
    stop: async () => {
      await line?.remote.stop().catch(() => {});
    },
    generate: (prompt, options, onProgress) =>
      ask((remote) => remote.generate(prompt, options, proxy(onProgress))),
    adapter: () => ask((remote) => remote.adapter()),
    close: async () => end(),
  };
}

function startLine(): Line {
  const name = lifeName();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });
  const remote = wrap<BroughtModel>(worker);
  const ours = new AbortController();
  let end = () => {};
  const broken = new Promise<BroughtTrouble>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ kind: 'device', subject: event.message ?? '' });
    };
    watchLife(worker, name, ours.signal, () => resolve({ kind: 'device', subject: 'gone' }));
    end = () => {
      ours.abort();
      // Comlink keeps a worker of which an answer is still awaited, and with it all that awaits.
      remote[releaseProxy]();
      worker.terminate();
      resolve({ kind: 'device', subject: 'close' });
    };
  });
  return { remote, broken, end };
}

const refused = (kind: BroughtTrouble['kind'], subject: string): Answer<never> => ({
  ok: false,
  trouble: { kind, subject },
});
