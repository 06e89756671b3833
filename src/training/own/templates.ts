/** Methods to begin with, by name. Each is a whole source. */
export const TEMPLATES = {
  /** Hu et al. 2022. */
  lora: `// x: [N, inputs]; W: [outputs, inputs], frozen. Return [N, outputs].
function layer({ x, W, inputs, outputs, rank, alpha, parameter }) {
  const A = parameter('A', [rank, inputs], 'kaiming');
  const B = parameter('B', [outputs, rank], 'zeros');
  return x.linear(W).add(x.linear(A).linear(B).mul(alpha / rank));
}
`,
  /** A bias as in BitFit (Ben Zaken et al. 2022), and a scale for each output, as in (IA)³. */
  bias: `function layer({ x, W, outputs, parameter }) {
  const scale = parameter('scale', [outputs], 'ones');
  const bias = parameter('bias', [outputs], 'zeros');
  return x.linear(W).mul(scale).add(bias);
}
`,
  /** LoRA with a bend in it: no longer a matrix, so it cannot be merged into W. */
  nonlinear: `function layer({ x, W, inputs, outputs, rank, alpha, parameter }) {
  const A = parameter('A', [rank, inputs], 'kaiming');
  const B = parameter('B', [outputs, rank], 'zeros');
  const inner = x.linear(A).tanh();
  return x.linear(W).add(inner.linear(B).mul(alpha / rank));
}
`,
  /** After VeRA (Kopiczko et al. 2024), which shares A and B among all layers; here each place has its own. */
  vectors: `function layer({ x, W, inputs, outputs, rank, parameter }) {
  const A = parameter('A', [rank, inputs], 'kaiming', { trained: false });
  const B = parameter('B', [outputs, rank], 'kaiming', { trained: false });
  const d = parameter('d', [rank], 'ones');
  const b = parameter('b', [outputs], 'zeros');
  return x.linear(W).add(x.linear(A).mul(d).linear(B).mul(b));
}
`,
} as const;

export type TemplateId = keyof typeof TEMPLATES;
