import { describe, expect, it } from 'vitest';
import file from '../../../content/facts/measurements.json';
import {
  MEASUREMENT_RULES,
  MEASUREMENT_SOURCES,
  MEASUREMENTS,
  measurementById,
} from '../../../src/facts/measurements';
import { MODELS } from '../../../src/facts/models';
import { REFERENCES } from '../../../src/facts/references';
import { measurementsSchema } from '../../../src/facts/schema';
import { predictionError } from '../../../src/theory/detailed';
import { countTrainable } from '../../../src/theory/methods';
import { countParameters } from '../../../src/theory/parameters';

describe('measurements.json', () => {
  it('matches its schema, which refuses what it does not know', () => {
    expect(measurementsSchema.safeParse(file).error?.issues ?? []).toEqual([]);
    const [row] = file.rows;
    expect(measurementsSchema.safeParse({ ...file, rows: [{ ...row, colour: 'red' }] }).success).toBe(false);
    expect(measurementsSchema.safeParse({ ...file, rows: [{ ...row, role: 'test' }] }).success).toBe(false);
  });

  it('has unique ids, and models of its own only where the course has none', () => {
    const ids = MEASUREMENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id } of file.models) expect(MODELS.map((model) => model.id)).not.toContain(id);
    expect(measurementById('metamathqa-full').model?.id).toBe('llama-3.2-3b');
    expect(() => measurementById('constructor')).toThrow('unknown measurement');
  });

  it('names sources that exist', () => {
    const known = [...REFERENCES, ...MEASUREMENT_SOURCES].map(({ id }) => id);
    for (const { id, source } of MEASUREMENTS) expect(known, id).toContain(source);
    for (const { id } of MEASUREMENT_SOURCES) expect(REFERENCES.map((each) => each.id)).not.toContain(id);
  });

  it('uses every rule', () => {
    const used = new Set(MEASUREMENTS.map(({ rule }) => rule.id));
    expect(used).toEqual(new Set(MEASUREMENT_RULES.map(({ id }) => id)));
  });

  it('fits on LitGPT alone', () => {
    for (const { id, role, source } of MEASUREMENTS) {
      expect(role, id).toBe(source === 'litgpt-resources' ? 'fit' : 'held-out');
    }
  });

  it('has a whole set-up exactly for what counts, and so a prediction', () => {
    for (const row of MEASUREMENTS) {
      expect(row.setup !== null, row.id).toBe(row.counts);
      expect(predictionError(row) !== null, row.id).toBe(row.counts);
      if (!row.counts) expect(row.note.en, row.id).toMatch(/^No prediction: /);
    }
  });

  // Published by LitGPT and PEFT, or the course's own counts for the slides: both must be what the theory counts.
  it.each(MEASUREMENTS.filter(({ setup }) => setup?.method !== 'full' && setup !== null))(
    '$id trains as many parameters as are counted',
    ({ id, setup }) => {
      if (setup === null) throw new Error(`${id} has no set-up`);
      // The course's (IA)³ is PEFT's default; this run scales every matrix: q, k, v, o, the inputs of gate, up, down.
      const everyMatrix = 28 * (3072 + 2 * 1024 + 3072 + 2 * 3072 + 8192);
      const counted =
        id === 'metamathqa-ia3-all-attn' ? everyMatrix : countTrainable(setup.architecture, setup);
      expect(setup.trainable).toBe(counted);
    },
  );

  it("has StableLM Alpha's 3.6 B and Falcon's 41 B parameters", () => {
    const parameters = (id: string) => {
      const architecture = measurementById(id).setup?.architecture;
      if (architecture === undefined) throw new Error(`${id} has no architecture`);
      return countParameters(architecture).total;
    };
    // LitGPT's inference table: 7.30 GB at 2 bytes each, whatever else is in them.
    expect(2 * parameters('litgpt-stablelm-alpha-3b-1')).toBeCloseTo(7.3e9, -8);
    expect(parameters('litgpt-falcon-40b') / 1e9).toBeGreaterThan(40);
    expect(parameters('litgpt-falcon-40b') / 1e9).toBeLessThan(42);
  });
});
