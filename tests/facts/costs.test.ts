import { expect, it } from 'vitest';
import { COSTS, COSTS_CARD, COSTS_SEQUENCE, costRow } from '../../src/facts/costs';
import { measurementById } from '../../src/facts/measurements';
import { modelById } from '../../src/facts/models';
import { referenceById } from '../../src/facts/references';
import { costsSchema } from '../../src/facts/schema';

it('the tables match their schema, and name models and sources that exist', () => {
  expect(costsSchema.safeParse(COSTS).error?.issues ?? []).toEqual([]);
  expect(COSTS).toHaveLength(8);
  for (const { model, source } of COSTS) {
    expect(modelById(model).id).toBe(model);
    expect(referenceById(source).id).toBe(source);
  }
});

it('agree with the same runs among the measurements', () => {
  for (const row of COSTS) {
    const run = measurementById(`slides-${row.method}-${row.model}`);
    expect(run.setup).toMatchObject({ gpus: row.gpus, batch: row.batch, sequence: COSTS_SEQUENCE });
    expect(run.card).toBe(COSTS_CARD);
    expect(run.place).toBe(row.place);
  }
});

it('a row that is not there is named', () => {
  expect(costRow('llama-33b', 'lora').hours).toBe(10.2);
  expect(() => costRow('llama-33b', 'qlora')).toThrow('llama-33b, qlora');
});
