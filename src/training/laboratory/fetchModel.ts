import { CheckpointError, readCheckpoint } from '../formats/checkpoint';
import { SafetensorsError } from '../formats/safetensors';
import { sha256 } from '../formats/sha256';
import { createTokenizer } from '../tokenizer';
import type { Fault } from './api';
import DIGESTS from './digests.json';
import type { Pretrained } from './model';

type ModelFile = keyof typeof DIGESTS;

/**
 * Fetches the model's files from the folder `base`, telling how many bytes have come, and holds each against the digest
 * that was written with it.
 *
 * @throws Fault 'network' or 'weights'
 */
export async function fetchModel(
  base: string,
  progress: (done: number, total: number) => void,
): Promise<Pretrained> {
  const [config, tokenizer, tokenizerConfig] = await Promise.all(
    (['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const).map(async (name) => {
      const bytes = await fetchFile(base, name, () => {});
      return parse(bytes, name);
    }),
  );
  const bytes = await fetchFile(base, 'model.safetensors', progress);
  try {
    const checkpoint = readCheckpoint(config, bytes);
    return { ...checkpoint, tokenizer: createTokenizer(tokenizer as object, tokenizerConfig as object) };
  } catch (cause) {
    const known = cause instanceof SafetensorsError || cause instanceof CheckpointError;
    throw { kind: 'weights', detail: known ? cause.kind : String(cause) } satisfies Fault;
  }
}

function parse(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw { kind: 'weights', detail: name } satisfies Fault;
  }
}

/**
 * A file of the model, as it was shipped. The browser's own cache may hold it as it was cut off once, or of another
 * version: then it is fetched past that, once.
 *
 * @throws Fault 'network' or 'weights'
 */
export async function fetchFile(
  base: string,
  name: ModelFile,
  progress: (done: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  for (const cache of ['default', 'reload'] as const) {
    const bytes = await fetchBytes(new URL(name, base), progress, cache);
    if (sha256(bytes) === DIGESTS[name]) return bytes;
  }
  throw { kind: 'weights', detail: name } satisfies Fault;
}

/** @throws Fault 'network' */
async function fetchBytes(
  url: URL,
  progress: (done: number, total: number) => void,
  cache: RequestCache,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, { cache }).catch(() => undefined);
  if (!response?.ok || !response.body) {
    throw { kind: 'network', detail: String(response?.status ?? '') } satisfies Fault;
  }
  // A compressing server tells the compressed length: then the total is not known.
  const total = response.headers.has('content-encoding')
    ? 0
    : Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const part = await reader.read().catch(() => undefined);
    if (!part) throw { kind: 'network' } satisfies Fault;
    if (part.done) break;
    chunks.push(part.value);
    done += part.value.length;
    progress(done, Math.max(total, done));
  }
  const all = new Uint8Array(done);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
