/** What the recipes were written against: `tests/fixtures/recipes/signatures.json` holds the signatures of these. */
export const VERSIONS = {
  torch: '2.13.0',
  transformers: '5.18.0',
  trl: '1.13.0',
  peft: '0.21.0',
  accelerate: '1.15.0',
  datasets: '5.0.1',
  bitsandbytes: '0.50.2',
  deepspeed: '0.19.8',
  'flash-attn': '2.8.3.post2',
  llamafactory: '0.9.5',
} as const;

export type Library = keyof typeof VERSIONS;
