import { describe, expect, it } from 'vitest';
import treeFile from '../../content/facts/llama-tree.json';
import runsFile from '../../content/facts/metamathqa.json';
import { llamaTreeSchema, metamathqaSchema } from '../../src/facts/evidenceSchema';
import { differs, parentOf, TREE_EDGES, TREE_NODES, treeNodeById } from '../../src/facts/llamaTree';
import { COMPARISON, TRAININGS, trainingById } from '../../src/facts/metamathqa';
import { modelById } from '../../src/facts/models';
import { referenceById } from '../../src/facts/references';
import { countTrainable } from '../../src/theory/methods';
import { countParameters } from '../../src/theory/parameters';
import { GIB } from '../../src/theory/units';

describe('llama-tree.json', () => {
  it('matches its schema', () => {
    expect(llamaTreeSchema.safeParse(treeFile).error?.issues ?? []).toEqual([]);
    expect(referenceById(treeFile.source).id).toBe('llmbook-slides');
  });

  it('has the slide’s boxes: ten white, 23 yellow, and the root', () => {
    const count = (mark: string) => TREE_NODES.filter(({ slide }) => slide === mark).length;
    expect([count('base'), count('light'), count('full')]).toEqual([1, 10, 23]);
    expect(new Set(TREE_NODES.map(({ id }) => id)).size).toBe(TREE_NODES.length);
  });

  it('is a tree by its models, without a circle, with every edge between two of its nodes', () => {
    for (const { id } of TREE_NODES) {
      const parents = TREE_EDGES.filter(({ to, kind }) => to === id && kind !== 'data');
      expect(parents.length, id).toBe(id === 'llama' ? 0 : 1);
      const seen = new Set<string>();
      for (let at: string | undefined = id; at !== undefined; at = parentOf(at)?.from) {
        expect(seen.has(at), id).toBe(false);
        seen.add(at);
      }
      expect(seen.has('llama'), id).toBe(true);
    }
    for (const { from, to } of TREE_EDGES) expect(treeNodeById(from).id).not.toBe(treeNodeById(to).id);
    expect(new Set(TREE_EDGES.map((edge) => JSON.stringify(edge))).size).toBe(TREE_EDGES.length);
  });

  it('says where slide and project differ, and is silent where the project is', () => {
    expect(TREE_NODES.filter(differs).map(({ id }) => id)).toEqual([
      'goat',
      'bentsao',
      'instructblip',
      'pandagpt',
      'openflamingo',
      'chinese-llama',
      'taoli',
      'qizhengpt',
      'lawgpt',
    ]);
    expect(differs(treeNodeById('visionllm'))).toBe(false);
  });
});

describe('metamathqa.json', () => {
  it('matches its schema', () => {
    expect(metamathqaSchema.safeParse(runsFile).error?.issues ?? []).toEqual([]);
    const reference = referenceById(COMPARISON.source);
    expect(reference.license).toBe(runsFile.license);
  });

  it('has 63 runs of 38 methods, each with its method’s name first', () => {
    expect(TRAININGS).toHaveLength(63);
    expect(new Set(TRAININGS.map(({ method }) => method)).size).toBe(38);
    expect(new Set(TRAININGS.map(({ id }) => id)).size).toBe(63);
    for (const { id, method } of TRAININGS) expect(id.startsWith(`${method}--`), id).toBe(true);
  });

  it('keeps shares within one and bytes as bytes', () => {
    for (const { id, accuracy, memory, averageMemory } of TRAININGS) {
      expect(accuracy, id).toBeGreaterThanOrEqual(0);
      expect(accuracy, id).toBeLessThan(1);
      expect(memory, id).toBeGreaterThan(averageMemory);
      expect(memory, id).toBeLessThan(48 * GIB);
    }
  });

  it('counts trained parameters as theory does', () => {
    const { architecture } = modelById(runsFile.setup.model);
    const lora = (rank: number) =>
      countTrainable(architecture, { method: 'lora', rank, targets: ['q', 'v'], bottleneck: 1, tokens: 1 });
    expect(trainingById('lora--rank32').trainable).toBe(lora(32));
    expect(trainingById('lora--rank64').trainable).toBe(lora(64));
    expect(trainingById('full-finetuning--lr_0.00001').trainable).toBe(countParameters(architecture).total);
  });
});
