import { describe, expect, it } from 'vitest';
import { GPUS, gpuById } from '../../src/facts/gpus';
import { MODELS, modelById } from '../../src/facts/models';
import { PUBLISHED, publishedById } from '../../src/facts/published';
import { REFERENCES, referenceById } from '../../src/facts/references';
import { gpusSchema, modelsSchema, publishedsSchema, referencesSchema } from '../../src/facts/schema';
import { GIB } from '../../src/theory/units';

const FILES = [
  ['models', MODELS, modelsSchema],
  ['gpus', GPUS, gpusSchema],
  ['references', REFERENCES, referencesSchema],
  ['published', PUBLISHED, publishedsSchema],
] as const;

describe.each(FILES)('%s.json', (_name, rows, schema) => {
  it('matches its schema', () => {
    expect(schema.safeParse(rows).error?.issues ?? []).toEqual([]);
  });

  it('has unique ids', () => {
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the schemas', () => {
  it('refuse an unknown field, a wrong literal, and a page that is not https', () => {
    const [model] = MODELS;
    const [gpu] = GPUS;
    expect(modelsSchema.safeParse([{ ...model, colour: 'red' }]).success).toBe(false);
    expect(
      modelsSchema.safeParse([{ ...model, architecture: { ...model?.architecture, norm: 'batch' } }]).success,
    ).toBe(false);
    expect(gpusSchema.safeParse([{ ...gpu, sourceUrl: 'http://example.org' }]).success).toBe(false);
    expect(gpusSchema.safeParse([{ ...gpu, memory: 24e9 }]).success).toBe(false);
    expect(referencesSchema.safeParse([]).success).toBe(false);
  });
});

describe('sources', () => {
  it.each(PUBLISHED.map(({ id, source }) => [id, source] as const))(
    '%s is from reference %s',
    (id, source) => {
      expect(referenceById(source).id).toBe(source);
      expect(publishedById(id).place).not.toBe('');
    },
  );

  it.each(MODELS.map(({ id, source }) => [id, source] as const))('%s is from reference %s', (_id, source) => {
    expect(referenceById(source).id).toBe(source);
  });

  it('are https pages on a named host', () => {
    const urls = [...MODELS, ...GPUS]
      .map(({ sourceUrl }) => sourceUrl)
      .concat(REFERENCES.map(({ url }) => url));
    for (const address of urls) {
      const url = new URL(address);
      expect(url.protocol, address).toBe('https:');
      expect(url.hostname, address).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    }
  });

  it('with an arXiv number link to it', () => {
    const onArxiv = REFERENCES.filter(({ arxiv }) => arxiv !== undefined);
    expect(onArxiv.length).toBeGreaterThan(20);
    for (const { id, arxiv, url } of onArxiv) {
      if (url.includes('arxiv.org')) expect(url, id).toBe(`https://arxiv.org/abs/${arxiv}`);
    }
  });

  it('that are code state a licence', () => {
    const code = REFERENCES.filter(({ kind }) => kind === 'code');
    expect(code.length).toBeGreaterThan(10);
    for (const { id, license } of code) expect(license, id).toBeDefined();
  });
});

describe('cards', () => {
  it("have their label's gigabytes in GiB", () => {
    const labelOf = (id: string) => Number(/-(\d+)g$/.exec(id)?.[1]) * GIB;
    for (const { id, memory, memorySource } of GPUS)
      if (memorySource === undefined) expect(memory, id).toBe(labelOf(id));
    expect(gpuById('rtx-3090-24g').memory).toBe(25_769_803_776);
  });

  it('with ECC on GDDR6 have a sixteenth less, as the driver counts it', () => {
    const less = GPUS.filter(({ memorySource }) => memorySource !== undefined);
    expect(less.map(({ id, memory }) => [id, memory / 2 ** 20])).toEqual([
      ['t4-16g', 15_360],
      ['l4-24g', 23_034],
      ['a10-24g', 23_028],
      ['a40-48g', 46_068],
      ['l40s-48g', 46_068],
    ]);
  });

  it('read their memory in 0.01 to 0.1 seconds: no bandwidth is off by a thousand', () => {
    for (const { id, memory, bandwidth } of GPUS) {
      expect(memory / bandwidth, id).toBeGreaterThan(0.01);
      expect(memory / bandwidth, id).toBeLessThan(0.1);
    }
  });

  it('of the slides are among them', () => {
    expect(gpuById('rtx-3090-24g').name).toContain('3090');
    expect(gpuById('rtx-a6000-48g').name).toContain('A6000');
    expect(gpuById('a800-80g').name).toContain('A800');
  });
});

describe('lookups by id', () => {
  it('find a row', () => {
    expect(modelById('llama-7b').architecture.hiddenSize).toBe(4096);
    expect(gpuById('rtx-3090-24g').id).toBe('rtx-3090-24g');
    expect(referenceById('hu2022lora').arxiv).toBe('2106.09685');
  });

  it('name what they cannot find', () => {
    expect(() => modelById('llama-8b')).toThrow('unknown model "llama-8b"');
    expect(() => gpuById('rtx-9999')).toThrow('unknown GPU "rtx-9999"');
    expect(() => referenceById('nobody1900')).toThrow('unknown reference "nobody1900"');
  });

  it('are not fooled by names that every object has', () => {
    expect(() => modelById('constructor')).toThrow('unknown model');
  });
});
