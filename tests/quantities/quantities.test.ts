import { describe, expect, it } from 'vitest';
import { evaluate, QUANTITY_NAMES } from '../../src/quantities/evaluate';
import { fillFormula, fillText, showNumber } from '../../src/quantities/show';

describe('numbers that authors name', () => {
  it.each([
    ['total', { model: 'llama-7b', method: 'lora', sequence: 2048 }, '21.1\u202fGB'],
    ['states', { model: 'llama-7b', gpus: 2, unit: 'GiB', digits: 1 }, '50.2\u202fGiB'],
    ['parameters', { model: 'llama-65b' }, '65,285,660,672'],
    ['parameters', { model: 'llama-7b', style: 'compact' }, '6.74 billion'],
    ['bytesPerParameter', {}, '16'],
    ['bytesPerParameter', { part: 'optimizer' }, '12'],
    ['sharded', { stage: 1, gpus: 8, model: 'llama-7b' }, '37.1\u202fGB'],
    ['fewestCards', { model: 'llama-13b', batch: 8, sequence: 512 }, '4'],
    ['example', { part: 'activations', unit: 'GiB', digits: 2 }, '5.95\u202fGiB'],
    ['printed', { part: 'activations' }, '6.2'],
    ['published', { id: 'qlora-65b-16bit', digits: 0 }, '780\u202fGB'],
    ['published', { id: 'qlora-65b-16bit', perParameterOf: 'llama-65b', digits: 0 }, '12'],
    ['methodTrainable', { method: 'adapter', bottleneck: 64 }, '33,820,672'],
    ['methodTotal', { method: 'prompt', tokens: 20 }, '20.8\u202fGB'],
    ['methodShare', { method: 'lora' }, '0.25%'],
    ['unmergedWork', { method: 'adapter' }, '0.50%'],
    ['carried', { method: 'lora', part: 'file', digits: 3 }, '0.034\u202fGB'],
    ['veraTrainable', { rank: 256, targets: 'q,v' }, '278,528'],
    ['standardError', { id: 'compare-lora', digits: 1 }, '1.4'],
    ['published', { id: 'recomputation-time-high' }, '40%'],
    ['addedStates', { method: 'lora', digits: 2 }, '0.27\u202fGB'],
    ['headroom', { method: 'lora' }, '4.7\u202fGB'],
    ['termShare', { method: 'lora', term: 'frozenWeights' }, '64%'],
    ['totalShare', { method: 'lora' }, '18%'],
    ['slideLora', { model: 'llama-3.1-8b' }, '16,777,216'],
    ['keyValueWidth', { model: 'llama-3.1-8b' }, '1,024'],
    ['quantizedBits', {}, '4.127'],
    ['quantizedBits', { double: 'no' }, '4.5'],
    ['quantizedMemory', { model: 'llama-7b', digits: 2 }, '3.87\u202fGB'],
    ['quantizedCount', { model: 'llama-7b' }, '6,476,005,376'],
    ['quantizedTotal', { model: 'llama-65b', sequence: 512 }, '42.7\u202fGB'],
    ['nf4Level', { code: 8, digits: 4 }, '0.0796'],
    ['normalQuantile', { p: 0.9677083, digits: 3 }, '1.848'],
    ['oneMatrix', {}, '16,777,216'],
    ['oneMatrix', { part: 'lora', rank: 16 }, '131,072'],
    ['oneMatrix', { part: 'share', rank: 16 }, '0.78%'],
    ['oneMatrix', { part: 'lora', matrix: 'gate', rank: 16 }, '241,664'],
    ['loraPass', { part: 'loss' }, '0.27'],
    ['loraPass', { part: 'nextLoss', start: 'fresh', digits: 3 }, '0.448'],
    ['tuned', { method: 'adapter', bottleneck: 64 }, '33,820,672'],
    ['tuned', { method: 'prefix', model: 'llama-3.1-8b', tokens: 30 }, '1,966,080'],
    ['tuned', { method: 'prompt', tokens: 30 }, '122,880'],
    ['tunedShare', { method: 'adapter', bottleneck: 64 }, '0.50%'],
    ['startDistance', { bottleneck: 64, deviation: 0.01 }, '3.6%'],
    ['keyValueWidth', { model: 'llama-3.1-8b' }, '1,024'],
  ])('%s of %o', (name, parameters, expected) => {
    expect(showNumber(name, parameters, 'en').text).toBe(expected);
  });

  it('refuses what does not exist, by name', () => {
    expect(() => evaluate('totals', {})).toThrow('totals');
    expect(() => evaluate('toString', {})).toThrow('toString');
    expect(() => evaluate('total', { gpu: 2 })).toThrow('gpu');
    expect(() => evaluate('total', { model: 'llama-8b' })).toThrow('llama-8b');
    expect(() => evaluate('total', { gpus: 0 })).toThrow('gpus');
    expect(() => showNumber('total', { unit: 'MB' }, 'en')).toThrow('MB');
    expect(() => showNumber('total', { style: 'loud' }, 'en')).toThrow('loud');
    expect(() => fillFormula(String.raw`\term{weigths}{2}`, 'en')).toThrow('weigths');
    expect(() => evaluate('otherPart', { part: 'constructor' })).toThrow('constructor');
  });

  it('every name evaluates with some setting', () => {
    const part: Record<string, string> = { otherPart: 'kernels', exampleSetting: 'batch' };
    const id: Record<string, string> = { published: 'qlora-65b-16bit', publishedRatio: 'qlora-65b-16bit' };
    // Full fine-tuning, the default, leaves no room on the default card.
    const method: Record<string, string> = { headroom: 'lora' };
    for (const name of QUANTITY_NAMES) {
      const setting = {
        ...(part[name] && { part: part[name] }),
        ...(method[name] && { method: method[name] }),
        ...(id[name] && { id: id[name], ...(name === 'publishedRatio' && { over: id[name] }) }),
      };
      const { value } = evaluate(name, setting);
      expect(value, name).toBeGreaterThanOrEqual(0);
    }
  });

  it('fills formulas as TeX and texts as text', () => {
    expect(fillFormula(String.raw`\phi = @{parameters model=llama-7b}`, 'en')).toBe(
      String.raw`\phi = 6{,}738{,}415{,}616`,
    );
    expect(fillFormula('@{states gpus=2 digits=1}', 'zh')).toBe(String.raw`53.9\,\text{GB}`);
    expect(fillText('about @{layers model=llama-7b} layers', 'en')).toBe('about 32 layers');
  });
});
