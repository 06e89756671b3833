import { describe, expect, it } from 'vitest';
import {
  formatBandwidth,
  formatBytes,
  formatCompact,
  formatNumber,
  formatPercent,
  formatPlain,
} from '../../src/i18n/format';

describe('numbers for readers', () => {
  it('puts a narrow space that does not break before a unit', () => {
    expect(formatBytes(21.07e9, 'GB', 'en')).toBe('21.1\u202fGB');
    expect(formatBytes(24 * 2 ** 30, 'GiB', 'zh', 0)).toBe('24\u202fGiB');
    expect(formatBandwidth(936e9, 'en')).toBe('936\u202fGB/s');
  });

  it('does not show a small amount as nothing', () => {
    expect(formatBytes(16_777_216 * 2, 'GB', 'en')).toBe('0.034\u202fGB');
    expect(formatBytes(0, 'GB', 'en')).toBe('0.0\u202fGB');
  });

  it('says large counts as each language does', () => {
    expect(formatCompact(6_738_415_616, 'en')).toBe('6.74 billion');
    expect(formatCompact(6_738_415_616, 'zh')).toBe('67.4\u202f亿');
    expect(formatCompact(16_777_216, 'zh')).toBe('1680\u202f万');
  });

  it('keeps small shares apart', () => {
    expect(formatPercent(0.0024897, 'en')).toBe('0.25%');
    expect(formatPercent(4.4712, 'en')).toBe('447%');
  });

  it('groups thousands, and drops zeros only where asked', () => {
    expect(formatNumber(6_738_415_616, 'zh')).toBe('6,738,415,616');
    expect(formatNumber(2, 'en', 1)).toBe('2.0');
    expect(formatPlain(16, 'en')).toBe('16');
    expect(formatPlain(0.51587, 'en')).toBe('0.516');
  });
});
