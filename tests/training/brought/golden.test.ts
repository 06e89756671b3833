import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBase } from '../../../src/training/brought/base';
import { openCheckpoint, readTensor } from '../../../src/training/brought/checkpoint';
import { Decoder } from '../../../src/training/brought/decoder';
import { defaultDevice, dispose, init, type NamedValues, np, toTensors } from '../../../src/training/engine';
import { readSafetensors, type StoredTensor, toFloat32 } from '../../../src/training/formats/safetensors';
import { sizeOf } from '../../../src/training/model/config';
import { forward } from '../../../src/training/model/forward';
import { dequantizedBase } from '../../../src/training/peft/quantizedBase';
import { readTrained } from '../../../src/training/peft/read';
import { adapterFiles } from '../../../src/training/peft/write';
import { createRandom } from '../../../src/training/random';
import { ALL_MATRICES, FAMILIES, FIXTURES, familyFiles } from './support';

const { tokens } = JSON.parse(readFileSync(join(FIXTURES, 'cases.json'), 'utf8'));
const GOLDEN = readSafetensors(readFileSync(join(FIXTURES, 'logits.safetensors'))).tensors;

beforeAll(async () => {
  await init('wasm');
  defaultDevice('wasm');
});

async function weightsOf(name: (typeof FAMILIES)[number]) {
  const checkpoint = await openCheckpoint(familyFiles(name));
  const weights: Record<string, NamedValues[string]> = {};
  for (const [tensor, { shape }] of checkpoint.tensors) {
    weights[tensor] = { shape, data: await readTensor(checkpoint, tensor, new Float32Array(sizeOf(shape))) };
  }
  return { checkpoint, weights };
}

const row = () => np.array(Int32Array.from(tokens), { shape: [1, tokens.length] });

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, at) => Math.abs(value - (b[at] as number))));
}

describe.each(FAMILIES)('%s', (name) => {
  it('computes the golden logits of the independent decoder, in one piece and layer by layer', async () => {
    const golden = toFloat32(GOLDEN.get(name) as StoredTensor);
    const { checkpoint, weights } = await weightsOf(name);
    const held = toTensors(weights);
    const whole = await forward(checkpoint.config, held, row()).data();
    dispose(held);
    expect(furthest(whole, golden)).toBeLessThan(1e-4);

    const base = await loadBase(checkpoint, 'lora', () => {});
    const decoder = new Decoder(checkpoint.config, ALL_MATRICES, base, createRandom(1, 'start'));
    expect(furthest(await decoder.logits(tokens, false), golden)).toBeLessThan(1e-4);
    // B is zero before the first step.
    expect(furthest(await decoder.logits(tokens, true), golden)).toBeLessThan(1e-4);
    decoder.dispose();
  });

  it('computes with NF4 what the dequantized weights compute', async () => {
    const { checkpoint, weights } = await weightsOf(name);
    const held = toTensors(dequantizedBase(checkpoint.config, weights));
    const expected = await forward(checkpoint.config, held, row()).data();
    dispose(held);
    const base = await loadBase(checkpoint, 'qlora', () => {});
    const decoder = new Decoder(checkpoint.config, ALL_MATRICES, base, createRandom(1, 'start'));
    expect(furthest(await decoder.logits(tokens, false), expected)).toBeLessThan(1e-4);
    decoder.dispose();
    // Four bits are not without effect.
    expect(furthest(expected, toFloat32(GOLDEN.get(name) as StoredTensor))).toBeGreaterThan(0.05);
  });
});

describe.each(['llama-scaled', 'qwen2-sharded'] as const)('%s with an adapter of PEFT’s', (name) => {
  const folder = join(FIXTURES, name, 'adapter');
  const files = Object.fromEntries(
    readdirSync(folder).map((each) => [each, Uint8Array.from(readFileSync(join(folder, each)))]),
  );

  it('computes the golden logits, and writes the same tensors again', async () => {
    const checkpoint = await openCheckpoint(familyFiles(name));
    const { options, values } = readTrained(files, checkpoint.config);
    const base = await loadBase(checkpoint, 'lora', () => {});
    const decoder = new Decoder(checkpoint.config, options, base, createRandom(1, 'start'));
    decoder.restart(values);
    const golden = toFloat32(GOLDEN.get(`${name}+adapter`) as StoredTensor);
    const logits = await decoder.logits(tokens, true);
    expect(furthest(logits, golden)).toBeLessThan(1e-4);
    // An adapter that changed nothing would prove nothing.
    expect(furthest(logits, await decoder.logits(tokens, false))).toBeGreaterThan(0.5);

    const trained = await decoder.values();
    decoder.dispose();
    const { config } = checkpoint;
    const written = adapterFiles({ method: 'lora', config, options, values: trained }, name);
    const weights = 'adapter_model.safetensors';
    const tensorsOf = (bytes: Uint8Array | undefined) =>
      [...readSafetensors(bytes ?? new Uint8Array()).tensors].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(tensorsOf(written[weights])).toEqual(tensorsOf(files[weights]));
    const said = JSON.parse(new TextDecoder().decode(written['adapter_config.json']));
    expect(said).toMatchObject({ base_model_name_or_path: name, r: 2, lora_alpha: 3 });
  });
});
