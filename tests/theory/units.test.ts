import { describe, expect, it } from 'vitest';
import { bytesIn, GB, GIB } from '../../src/theory/units';

describe('bytesIn', () => {
  it('tells GB and GiB apart', () => {
    expect(GB).toBe(1_000_000_000);
    expect(GIB).toBe(1_073_741_824);
    expect(bytesIn(25_769_803_776, 'GiB')).toBe(24);
    expect(bytesIn(25_769_803_776, 'GB')).toBe(25.769803776);
  });
});
