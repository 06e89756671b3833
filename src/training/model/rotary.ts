import { headWidth, type ModelConfig, type RopeScaling } from './config';

/**
 * The angles by which one position turns the D / 2 pairs of a head's numbers: θ^(−2i/D), slowed as `rope_scaling` says.
 * In float64; transformers computes them in float32.
 */
export function rotaryRates(config: ModelConfig): Float64Array {
  const half = headWidth(config) / 2;
  const { rope_scaling: scaling } = config;
  return Float64Array.from({ length: half }, (_, i) => {
    const rate = config.rope_theta ** (-i / half);
    return scaling ? slowed(rate, scaling) : rate;
  });
}

/**
 * Linear: all positions `factor` times as close (Chen et al. 2023). llama3 (transformers' `_compute_llama3_parameters`):
 * only turns of long wavelength are slowed, those of short wavelength stay, and between them the two are mixed.
 */
function slowed(rate: number, scaling: RopeScaling): number {
  if (scaling.rope_type === 'linear') return rate / scaling.factor;
  const { factor, low_freq_factor: low, high_freq_factor: high } = scaling;
  const turns = (scaling.original_max_position_embeddings * rate) / (2 * Math.PI);
  if (turns < low) return rate / factor;
  if (turns > high) return rate;
  const share = (turns - low) / (high - low);
  return (1 - share) * (rate / factor) + share * rate;
}
