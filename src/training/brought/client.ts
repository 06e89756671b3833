import { proxy, type Remote, wrap } from 'comlink';
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
  return {
    open: (files) => {
      // A fresh worker: memory that WebAssembly took for a model before this one is never given back, nor is a lost device.
      end();
      line = startLine();
      return ask((remote) => remote.open(files));
    },
    need: (setup) => ask((remote) => remote.need(setup)),
    load: (setup, onProgress) => ask((remote) => remote.load(setup, proxy(onProgress))),
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
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  let end = () => {};
  const broken = new Promise<BroughtTrouble>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ kind: 'device', subject: event.message ?? '' });
    };
    end = () => {
      worker.terminate();
      resolve({ kind: 'device', subject: 'close' });
    };
  });
  return { remote: wrap<BroughtModel>(worker), broken, end };
}

const refused = (kind: BroughtTrouble['kind'], subject: string): Answer<never> => ({
  ok: false,
  trouble: { kind, subject },
});
