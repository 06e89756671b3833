/**
 * 16-bit floats. Everything is done on bits, in integers: a NaN that passes through a JavaScript number may lose its
 * payload.
 */

/** The bits of float32 values, without a copy. */
function bitsOf(data: Float32Array): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, data.length);
}

/** The float32 with the value of an IEEE 754 half, as bits. Exact for all 65,536, NaN payloads included. */
function widenHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (mantissa << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (mantissa << 13);
  if (mantissa === 0) return sign;
  // Subnormal, mantissa·2^-24: float32 has exponents enough to make it normal.
  const shift = Math.clz32(mantissa) - 21;
  return sign | ((113 - shift) << 23) | (((mantissa << shift) & 0x3ff) << 13);
}

/** The half nearest to a float32 given as bits, ties to even. Beyond 65,519 it is infinite; a NaN stays one. */
function narrowHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) {
    const payload = (magnitude >>> 13) & 0x3ff;
    return sign | 0x7c00 | (payload || 0x200);
  }
  // 65,520, the middle between the largest half and what would be the next.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // From 2^-14 on halves are normal: move the exponent, and round 13 bits away. A carry runs into the exponent.
  if (magnitude >= 0x38800000) return sign | roundedShift(magnitude - (112 << 23), 13);
  // Up to half of the smallest subnormal, 2^-25, rounds to zero.
  if (magnitude <= 0x33000000) return sign;
  const shift = 126 - (magnitude >>> 23);
  return sign | roundedShift((magnitude & 0x7fffff) | 0x800000, shift);
}

/** value / 2^shift, to nearest, ties to even. */
function roundedShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return rest > middle || (rest === middle && (kept & 1) === 1) ? kept + 1 : kept;
}

/** The bfloat16 nearest to a float32 given as bits, ties to even. */
function narrowBrain(bits: number): number {
  const magnitude = bits & 0x7fffffff;
  // Rounding could turn the payload of a NaN into infinity's, or carry into the sign.
  if (magnitude > 0x7f800000) return (bits >>> 16) | ((bits >>> 16) & 0x7f ? 0 : 0x40);
  return (((bits >>> 16) & 0x8000) | roundedShift(magnitude, 16)) & 0xffff;
}

/** The float32 values of IEEE 754 halves given as bits, in `result`. Exact. */
export function halvesToFloat32(
  halves: Uint16Array,
  result = new Float32Array(halves.length),
): Float32Array<ArrayBuffer> {
  const bits = bitsOf(result);
  for (let at = 0; at < halves.length; at++) bits[at] = widenHalf(halves[at] as number);
  return result;
}

/** The float32 values of bfloat16 numbers given as bits, in `result`. Exact. */
export function brainsToFloat32(
  brains: Uint16Array,
  result = new Float32Array(brains.length),
): Float32Array<ArrayBuffer> {
  const bits = bitsOf(result);
  for (let at = 0; at < brains.length; at++) bits[at] = (brains[at] as number) << 16;
  return result;
}

/** Bits of the nearest IEEE 754 halves, ties to even. */
export function float32ToHalves(data: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = bitsOf(data);
  const result = new Uint16Array(data.length);
  for (let at = 0; at < data.length; at++) result[at] = narrowHalf(bits[at] as number);
  return result;
}

/** Bits of the nearest bfloat16 numbers, ties to even. */
export function float32ToBrains(data: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = bitsOf(data);
  const result = new Uint16Array(data.length);
  for (let at = 0; at < data.length; at++) result[at] = narrowBrain(bits[at] as number);
  return result;
}
