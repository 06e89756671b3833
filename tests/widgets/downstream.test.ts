import { describe, expect, it } from 'vitest';
import { parentOf, TREE_EDGES, TREE_NODES } from '../../src/facts/llamaTree';
import { TRAININGS } from '../../src/facts/metamathqa';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { layoutFamilyTree, neighbourInTree } from '../../src/scenes/familyTreeLayout';
import { layoutRunsMap, nearestRun } from '../../src/scenes/runsMapLayout';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState } from '../../src/widgets/base/state';
import { DOMAINS, describeTree, LLAMA_TREE_SCHEMA, TREE_IDS } from '../../src/widgets/llama-tree/describe';
import {
  COSTS,
  describeMetamathqa,
  GAINS,
  METAMATHQA_SCHEMA,
  metamathqaTable,
  nextRun,
} from '../../src/widgets/metamathqa/describe';

const around = (language: (typeof LANGUAGES)[number], section: string) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, section])),
});
const english = around('en', 'metamathqa');
const runsAt = (query: string) => readState(METAMATHQA_SCHEMA, query).state;
const treeAt = (query: string) => readState(LLAMA_TREE_SCHEMA, query).state;

describe('the map of measured runs', () => {
  it.each(LANGUAGES)('describes every pair of measures in %s', (language) => {
    const words = around(language, 'metamathqa');
    for (const x of COSTS) {
      for (const y of GAINS) {
        const { map, result, spoken, picture } = describeMetamathqa({ ...runsAt(''), x, y }, words);
        expect(map.front.length).toBeGreaterThan(0);
        expect(`${result}${spoken}${picture}`).not.toMatch(/NaN|undefined/);
        const { points, names } = layoutRunsMap(map, 300);
        for (const point of points.values()) expect(Number.isFinite(point.x + point.y)).toBe(true);
        expect(names.some(({ key }) => key === 'lora--rank32')).toBe(true);
      }
    }
    const { head, rows } = metamathqaTable(words);
    expect(rows).toHaveLength(TRAININGS.length);
    for (const { cells } of rows) expect(cells).toHaveLength(head.length - 1);
  });

  it('keeps points and names inside, at a phone’s and at a page’s width', () => {
    for (const width of [260, 440, 720]) {
      const layout = layoutRunsMap(describeMetamathqa(runsAt(''), english).map, width);
      for (const { x, y } of layout.points.values()) {
        expect(x).toBeGreaterThanOrEqual(layout.plot.left);
        expect(x).toBeLessThanOrEqual(layout.plot.right);
        expect(y).toBeGreaterThanOrEqual(layout.plot.top);
        expect(y).toBeLessThanOrEqual(layout.plot.bottom);
      }
      for (const { x } of layout.names) expect(x).toBeGreaterThan(0);
    }
  });

  it('filters by family and by method, and keeps the front among what is shown', () => {
    const lora = describeMetamathqa(runsAt('show=lora'), english);
    expect([...lora.shown].every((id) => id.startsWith('lora--'))).toBe(true);
    expect(lora.map.front.every((id) => lora.shown.has(id))).toBe(true);
    expect([...describeMetamathqa(runsAt('show=prompts'), english).shown].length).toBe(9);
    expect([...describeMetamathqa(runsAt('show=boft'), english).shown]).toEqual(['boft--default']);
  });

  it('has its front by memory from TinyLoRA up to Lily', () => {
    expect(describeMetamathqa(runsAt(''), english).map.front).toEqual([
      'lily--rank140-mlp-a2-b2-s8.0',
      'lora--rank64-rslora',
      'shira--lr_0.0003-random_seed_42',
      'miss--default',
      'miss--mini',
      'beft--target-v_proj',
      'tinylora--default',
    ]);
  });

  it('walks by arrows in the order of either axis, and stops at the ends', () => {
    const walk = (key: string, from: string, query = '') => nextRun({ ...runsAt(query), run: from }, key);
    const byMemory = [...TRAININGS].sort((a, b) => a.memory - b.memory);
    expect(walk('End', 'lora--rank32')).toBe(byMemory.at(-1)?.id);
    expect(walk('ArrowRight', walk('End', 'lora--rank32'))).toBe('full-finetuning--lr_0.00001');
    expect(walk('ArrowUp', 'lora--rank32')).not.toBe('lora--rank32');
    expect(walk('ArrowRight', 'lora--rank32', 'show=boft')).toBe('boft--default');
    let at = walk('Home', 'lora--rank32');
    const seen = new Set([at]);
    for (let step = 0; step < TRAININGS.length; step += 1) {
      at = walk('ArrowRight', at);
      seen.add(at);
    }
    expect(seen.size).toBe(TRAININGS.length);
  });

  it('finds the run under a finger', () => {
    const layout = layoutRunsMap(describeMetamathqa(runsAt(''), english).map, 400);
    const { x = 0, y = 0 } = layout.points.get('full-finetuning--lr_0.00001') ?? {};
    expect(nearestRun(layout, x + 4, y - 4)).toBe('full-finetuning--lr_0.00001');
  });
});

describe('the family tree', () => {
  const items = TREE_NODES.map(({ id, name, domain }) => ({ id, name, icon: domain !== null }));

  it('knows the models of the facts, in their order, and filters for all their domains', () => {
    expect(TREE_NODES.map(({ id }) => id)).toEqual([...TREE_IDS]);
    for (const { domain } of TREE_NODES) if (domain) expect(DOMAINS).toContain(domain);
  });

  it.each(['columns', 'list'] as const)(
    'lays %s out without a box upon another or out of the drawing',
    (form) => {
      const { items: boxes, links, width, height, boxHeight } = layoutFamilyTree(items, TREE_EDGES, form);
      expect(boxes.map(({ id }) => id)).toEqual([...TREE_IDS]);
      expect(links).toHaveLength(TREE_EDGES.length);
      for (const a of boxes) {
        expect(a.x + a.width).toBeLessThan(width);
        expect(a.y + boxHeight).toBeLessThanOrEqual(height);
        for (const b of boxes) {
          const apart =
            a === b ||
            a.x + a.width <= b.x ||
            b.x + b.width <= a.x ||
            a.y + boxHeight <= b.y ||
            b.y + boxHeight <= a.y;
          expect(apart, `${a.id} and ${b.id}`).toBe(true);
        }
      }
      for (const { path } of links) {
        const xs = [...path.matchAll(/[MHQC]?(-?[\d.]+),/g)].map((match) => Number(match[1]));
        expect(Math.max(...xs)).toBeLessThanOrEqual(width);
      }
    },
  );

  it.each(LANGUAGES)('counts what its filters keep, in %s', (language) => {
    const { translate } = around(language, 'llamaTree');
    const count = (query: string) => describeTree(treeAt(query), TREE_NODES, translate).shown.size;
    expect(count('')).toBe(33);
    expect(count('tuning=light')).toBe(10);
    expect(count('tuning=light&marks=projects')).toBe(14);
    expect(count('tuning=frozen')).toBe(0);
    expect(count('domain=law')).toBe(2);
    expect(count('search=chinese-llama')).toBe(3);
    expect(describeTree(treeAt('search=zzz'), TREE_NODES, translate).result).toBe(
      translate('llamaTree.nothing'),
    );
    const marked = describeTree(treeAt('marks=projects'), TREE_NODES, translate).result;
    expect(marked).not.toBe(describeTree(treeAt(''), TREE_NODES, translate).result);
  });

  it('refuses a search that no reader typed', () => {
    expect(readState(LLAMA_TREE_SCHEMA, `search=${'a'.repeat(60)}`).problems.search?.kind).toBe('choice');
    expect(treeAt(`search=${'a'.repeat(60)}`)).toEqual(initialState(LLAMA_TREE_SCHEMA));
  });

  it('is walked by arrows: to the sides along the tree, up and down along the drawing', () => {
    const parent = (id: string) => parentOf(id)?.from ?? null;
    const go = (id: string, key: string) => neighbourInTree(id, key, TREE_IDS, parent);
    expect(go('chatmed', 'ArrowLeft')).toBe('chinese-alpaca');
    expect(go('llama', 'ArrowLeft')).toBe('llama');
    expect(go('vicuna', 'ArrowRight')).toBe('llava');
    expect(go('ziya', 'ArrowRight')).toBe('ziya');
    expect(go('ziya', 'ArrowDown')).toBe('ziya');
    expect(go('ziya', 'ArrowUp')).toBe('billa');
    expect(go('ziya', 'Home')).toBe('llama');
    expect(go('llama', 'End')).toBe('ziya');
  });
});
