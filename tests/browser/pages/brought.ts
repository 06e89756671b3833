import { loadBase } from '../../../src/training/brought/base';
import { openCheckpoint } from '../../../src/training/brought/checkpoint';
import { Decoder } from '../../../src/training/brought/decoder';
import { probe } from '../../../src/training/brought/devices';
import { defaultDevice, init, np } from '../../../src/training/engine';
import { DEFAULT_OPTIONS } from '../../../src/training/methods/defaults';
import { MATRICES } from '../../../src/training/model/config';
import { createRandom } from '../../../src/training/random';

const OPTIONS = { ...DEFAULT_OPTIONS, rank: 4, targets: MATRICES };
const [ROWS, LENGTH, PLACES] = [2, 8, 3] as const;

/** A checkpoint on one back end: its logits, and the losses of the first steps of a method. `files` are in base64. */
async function brought(
  files: Readonly<Record<string, string>>,
  backend: 'wasm' | 'webgpu',
  method: 'lora' | 'qlora',
  tokens: readonly number[],
  steps: number,
) {
  const ready = await init(backend);
  if (!ready.includes(backend)) throw new Error(`no ${backend} here`);
  defaultDevice(backend);
  const { limits } = await probe(backend);
  const checkpoint = await openCheckpoint(
    Object.entries(files).map(([name, text]) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      return new File([bytes], name);
    }),
  );
  const base = await loadBase(checkpoint, method, () => {});
  const decoder = new Decoder(checkpoint.config, OPTIONS, base, createRandom(1, 'brought'));
  const logits = [...(await decoder.logits(tokens, true))];
  const losses: number[] = [];
  const random = createRandom(1, 'brought', 'batch');
  const ids = (length: number, below: number) => Int32Array.from({ length }, () => random.integer(below));
  const [row, targets, places] = [ids(ROWS * LENGTH, 32), ids(ROWS * PLACES, 32), ids(ROWS * PLACES, LENGTH)];
  for (let step = 0; step < steps; step++) {
    const batch = {
      tokens: np.array(row.slice(), { shape: [ROWS, LENGTH] }),
      targets: np.array(targets.slice()),
      weights: np.array(new Float32Array(ROWS * PLACES).fill(1 / (ROWS * PLACES))),
      places: np.array(places.slice(), { shape: [ROWS, PLACES] }),
    };
    losses.push(await decoder.train(batch, 1e-2));
  }
  decoder.dispose();
  return { logits, losses, limits };
}

export type Brought = typeof brought;

Object.assign(globalThis, { brought });
