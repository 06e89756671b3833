import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelById } from '../../../src/facts/models';
import { nf4Bytes } from '../../../src/theory/detailed/quantization';
import { countParameters } from '../../../src/theory/parameters';
import { bitsLedger, QLORA_BLOCKS, quantizedModelBytes } from '../../../src/theory/quantization/bits';

const llama = modelById('llama-7b').architecture;

describe('the ledger of bits', () => {
  it('is the paper’s: 4.5 bits, 4.127 with double quantization', () => {
    expect(bitsLedger(QLORA_BLOCKS, false)).toEqual({ codes: 4, first: 0.5, second: 0, total: 4.5 });
    const double = bitsLedger(QLORA_BLOCKS, true);
    expect(double.first).toBe(0.125);
    expect(double.second).toBe(0.001953125);
    expect(double.total).toBe(4.126953125);
    expect(double.total / 8).toBe(nf4Bytes(true));
    expect(bitsLedger(QLORA_BLOCKS, false).total / 8).toBe(nf4Bytes(false));
  });

  it('falls as blocks grow, and is always above four bits', () => {
    const size = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(size, size, fc.boolean(), (block, constantBlock, double) => {
        const ledger = bitsLedger({ block, constantBlock }, double);
        expect(ledger.total).toBeCloseTo(ledger.codes + ledger.first + ledger.second, 12);
        expect(ledger.total).toBeGreaterThan(4);
        expect(bitsLedger({ block: 2 * block, constantBlock }, double).total).toBeLessThan(ledger.total);
      }),
    );
    expect(() => bitsLedger({ block: 0, constantBlock: 256 }, true)).toThrow('block');
    expect(() => bitsLedger({ block: 64, constantBlock: 1.5 }, true)).toThrow('constantBlock');
  });

  it('makes 3.87 GB of LLaMA 7B, where half a byte each would be 3.37 GB', () => {
    const bytes = quantizedModelBytes(llama, QLORA_BLOCKS, true);
    expect(bytes.quantized).toBeCloseTo(6_476_005_376 * nf4Bytes(true), 0);
    expect(bytes.total / 1e9).toBeCloseTo(3.866, 3);
    expect(countParameters(llama).total / 2e9).toBeCloseTo(3.369, 3);
    expect(bytes.codes + bytes.first + bytes.second + bytes.rest).toBeCloseTo(bytes.total, 0);
  });

  it('saves about 3 GB of constants on 65B', () => {
    const { architecture } = modelById('llama-65b');
    const [single, double] = [false, true].map((each) =>
      quantizedModelBytes(architecture, QLORA_BLOCKS, each),
    );
    expect(((single?.total ?? 0) - (double?.total ?? 0)) / 1e9).toBeCloseTo(3, 1);
  });
});
