import type { TaskName } from '../../../src/exercises/code/tasks';

/** Loops over indices, as helpers for what is below. */
const LOOPS = `
const product = (a: number[][], b: number[][], columns: number): number[][] => {
  const out: number[][] = [];
  for (const row of a) {
    const sums = new Float64Array(columns);
    for (let i = 0; i < row.length; i++) for (let j = 0; j < columns; j++) sums[j] += row[i] * b[i][j];
    out.push([...sums]);
  }
  return out;
};
const turned = (a: number[][], columns: number) => Array.from({ length: columns }, (_, j) => a.map((row) => row[j]));
`;

const LAYER = `const { hiddenSize: H, intermediateSize: F, heads, keyValueHeads, headDim } = layer;
  const Q = heads * headDim, KV = keyValueHeads * headDim;`;

const COUNTS = `(layer: any, rank: number, targets: string[]) => {
  ${LAYER}`;

const ATTEND = (columns: string, root: string, values = '[...PV, ...V]') => `${LOOPS}
export const attend = (Q: number[][], K: number[][], V: number[][], PK: number[][], PV: number[][]) => {
  const keys = [...PK, ...K], values = ${values};
  return Q.map((q, t) => {
    const powers = keys.map((k, j) => ${columns} ? Math.exp(q.reduce((sum, x, i) => sum + x * k[i], 0) / ${root}) : 0);
    const total = powers.reduce((a, b) => a + b, 0);
    return values[0].map((_, c) => powers.reduce((sum, p, j) => sum + p * values[j][c], 0) / total);
  });
};`;

const NF4 = (absmax: string, code: string, restored: string, guard = '|| 1') => `
function quantizeBlock(weights: number[], levels: number[]) {
  const absmax = ${absmax};
  const codes = weights.map((w) => { const x = w / (absmax ${guard}); return ${code}; });
  return { absmax, codes, restored: codes.map((code) => ${restored}) };
}`;
const LARGEST = 'weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0)';
const NEAREST = 'levels.map((v, i) => [Math.abs(v - x), i]).sort((a, b) => a[0] - b[0])[0][1]';

const MEMORY = (formula: string) => `const memoryPerGpu = (run: any): number => {
  const { parameters: phi, layers: L, hiddenSize: H, vocabSize: V, batch: B, sequence: T, gpus: N } = run;
  return ${formula};
};`;

const LORA = (body: string) => `${LOOPS}
function loraForward(x: number[][], W: number[][], A: number[][], B: number[][], alpha: number) {
  const r = A[0].length, m = W.length, n = W[0].length;
  ${body}
}`;
const MERGE = (body: string) => `${LOOPS}
function mergeLora(W: number[][], A: number[][], B: number[][], alpha: number) {
  const r = A[0].length, m = W.length, n = W[0].length;
  ${body}
}`;
const UPDATED = (scale: string) =>
  `W.map((row, i) => row.map((w, j) => { let sum = 0; for (let k = 0; k < r; k++) sum += A[i][k] * B[j][k]; return w + ${scale} * sum; }))`;

const ADAPTER = (body: string) => `${LOOPS}
function adapter(h: number[][], down: number[][], up: number[][]) {
  const R = up.length, H = h[0].length;
  const relu = (z: number) => (z > 0 ? z : 0);
  ${body}
}`;

export interface Answers {
  /** Right answers that are written in another way than the solution. */
  readonly right: readonly string[];
  /** Wrong answers, each with the first property that it lacks. */
  readonly faulty: Readonly<Record<string, readonly [property: string, source: string]>>;
}

export const ANSWERS: Readonly<Record<TaskName, Answers>> = {
  memoryPerGpu: {
    right: [
      MEMORY('Number(16n * BigInt(phi)) / N + B * T * (2 * L * H + 12 * V) + 6 * 1000 ** 3'),
      'class Run { constructor(readonly run: any) {} get bytes(): number { const r = this.run; return [16 * r.parameters / r.gpus, 2 * r.layers * r.batch * r.sequence * r.hiddenSize, 12 * r.batch * r.sequence * r.vocabSize, 6e9].reduce((a, b) => a + b); } }\nfunction memoryPerGpu(run: any) { return new Run(run).bytes; }',
    ],
    faulty: {
      'optimizer states forgotten': ['states', MEMORY('4 * phi / N + 2*L*B*T*H + 12*B*T*V + 6e9')],
      'everything shared': ['gpus', MEMORY('(16 * phi + 2*L*B*T*H + 12*B*T*V) / N + 6e9')],
      'states not shared': ['states', MEMORY('16 * phi + 2*L*B*T*H + 12*B*T*V + 6e9')],
      'layers forgotten': ['activations', MEMORY('16 * phi / N + 2*B*T*H + 12*B*T*V + 6e9')],
      'logits alone': ['logits', MEMORY('16 * phi / N + 2*L*B*T*H + 4*B*T*V + 6e9')],
      'GiB for GB': ['constant', MEMORY('16 * phi / N + 2*L*B*T*H + 12*B*T*V + 6 * 2 ** 30')],
      'in GB': ['states', MEMORY('(16 * phi / N + 2*L*B*T*H + 12*B*T*V) / 1e9 + 6')],
      'a text': ['returns', MEMORY('String(16 * phi / N)')],
    },
  },
  loraForward: {
    right: [
      LORA(`const merged = ${UPDATED('alpha / r')}; return product(x, merged, n);`),
      LORA(
        'const y = product(x, W, n).map((row) => Float32Array.from(row)); const inner = product(x, A, r); for (let t = 0; t < x.length; t++) for (let j = 0; j < n; j++) for (let k = 0; k < r; k++) y[t][j] += (alpha / r) * inner[t][k] * B[j][k]; return y;',
      ),
    ],
    faulty: {
      'no scale': ['scale', LORA(`return product(x, ${UPDATED('1')}, n);`)],
      'α for α/r': ['scale', LORA(`return product(x, ${UPDATED('alpha')}, n);`)],
      'the update alone': [
        'start',
        LORA(
          'return product(product(x, A, r), turned(B, r), n).map((row) => row.map((v) => v * alpha / r));',
        ),
      ],
      'something full': [
        'rank',
        LORA(
          `const W2 = ${UPDATED('alpha / r')}; const on = B.some((row) => row.some((b) => b !== 0)) ? alpha / r : 0; return product(x, W2.map((row, i) => row.map((w, j) => w + (i === j ? on : 0))), n);`,
        ),
      ],
      'the update twice': ['merged', LORA(`return product(x, ${UPDATED('2 * alpha / r')}, n);`)],
      'B for its transpose': [
        'returns',
        LORA('return product(product(x, A, r), B, n).map((row) => row.map((v) => v * alpha / r));').replace(
          'sums[j] += row[i] * b[i][j]',
          'sums[j] += row[i] * (b[i] ?? [])[j]',
        ),
      ],
      'a row at a time forgotten': ['returns', LORA('return product([x[0]], W, n)[0];')],
    },
  },
  mergeLora: {
    right: [
      MERGE(`return ${UPDATED('alpha / r')};`),
      MERGE(
        'const out = structured(W); for (let k = 0; k < r; k++) for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[i][j] += A[i][k] * B[j][k] * alpha / r; return out; function structured(a: number[][]): number[][] { return JSON.parse(JSON.stringify(a)); }',
      ),
    ],
    faulty: {
      'in place': [
        'kept',
        MERGE(
          'for (let k = 0; k < r; k++) for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) W[i][j] += A[i][k] * B[j][k] * alpha / r; return W;',
        ),
      ],
      'no scale': ['scale', MERGE(`return ${UPDATED('1')};`)],
      'the update alone': ['start', MERGE(`return ${UPDATED('alpha / r').replace('w +', '')};`)],
      minus: ['forward', MERGE(`return ${UPDATED('-alpha / r')};`)],
      'something full': [
        'rank',
        MERGE(
          `const on = B.some((row) => row.some((b) => b !== 0)) ? alpha / r : 0; return ${UPDATED('alpha / r')}.map((row, i) => row.map((w, j) => w + (i === j ? on : 0)));`,
        ),
      ],
      turned: ['returns', MERGE(`return turned(${UPDATED('alpha / r')}, n);`)],
    },
  },
  layerCounts: {
    right: [
      `const layerCounts = ${COUNTS}
  const frozen = 2 * H * Q + 2 * H * KV + 3 * H * F + 2 * H;
  const width = (name: string) => (name === 'q' || name === 'o' ? H + Q : name === 'k' || name === 'v' ? H + KV : H + F);
  return { frozen, trained: targets.reduce((sum, name) => sum + rank * width(name), 0), note: 'kept' };
};`,
      `export default function layerCounts(layer: any, rank: number, targets: readonly string[]) {
  ${LAYER}
  const sides = new Map<string, readonly [number, number]>([['q', [H, Q]], ['k', [H, KV]], ['v', [H, KV]], ['o', [Q, H]], ['gate', [H, F]], ['up', [H, F]], ['down', [F, H]]]);
  let [frozen, trained] = [H + H, 0];
  sides.forEach(([a, b], name) => { frozen += a * b; if (targets.includes(name)) trained += rank * a + rank * b; });
  return { frozen, trained };
}`,
    ],
    faulty: {
      'two matrices forward': [
        'feedForward',
        `const layerCounts = ${COUNTS} return { frozen: 2*H*Q + 2*H*KV + 2*H*F + 2*H, trained: 0 }; };`,
      ],
      'all heads alike': [
        'grouped',
        `const layerCounts = ${COUNTS} return { frozen: 4*H*Q + 3*H*F + 2*H, trained: 8*H*rank }; };`,
      ],
      'norms forgotten': [
        'frozen',
        `const layerCounts = ${COUNTS} return { frozen: 2*H*Q + 2*H*KV + 3*H*F, trained: 0 }; };`,
      ],
      'heads are H wide': [
        'frozen',
        `const layerCounts = ${COUNTS} return { frozen: 2*H*H + 2*H*KV + 3*H*F + 2*H, trained: 0 }; };`,
      ],
      'one factor': [
        'square',
        `const layerCounts = ${COUNTS} return { frozen: 2*H*Q + 2*H*KV + 3*H*F + 2*H, trained: targets.length * H * rank }; };`,
      ],
      '8HR': [
        'square',
        `const layerCounts = ${COUNTS} return { frozen: 2*H*Q + 2*H*KV + 3*H*F + 2*H, trained: 8 * H * rank }; };`,
      ],
      '2HR each': [
        'narrow',
        `const layerCounts = ${COUNTS} return { frozen: 2*H*Q + 2*H*KV + 3*H*F + 2*H, trained: targets.length * 2 * H * rank }; };`,
      ],
      'attention alone': [
        'targets',
        `const layerCounts = ${COUNTS} const w: any = { q: H + Q, o: H + Q, k: H + KV, v: H + KV }; return { frozen: 2*H*Q + 2*H*KV + 3*H*F + 2*H, trained: targets.reduce((s, t) => s + (w[t] ?? 0) * rank, 0) }; };`,
      ],
    },
  },
  quantizeBlock: {
    right: [
      NF4(LARGEST, NEAREST, 'levels[code] * absmax'),
      `const quantizeBlock = (weights: number[], levels: number[]) => {
  const absmax = Math.hypot(Math.max(0, ...weights, ...weights.map((w) => -w)));
  const edges = levels.slice(1).map((v, i) => (v + levels[i]) / 2);
  const codes = Uint8Array.from(weights, (w) => absmax && edges.filter((edge) => w / absmax > edge).length);
  return { absmax, codes, restored: Float32Array.from(codes, (code) => levels[code] * absmax) };
};`,
    ],
    faulty: {
      'the largest, not the largest magnitude': [
        'absmax',
        NF4('Math.max(...weights)', NEAREST, 'levels[code] * absmax'),
      ],
      'rounded down': [
        'codes',
        NF4(LARGEST, 'levels.filter((v) => v <= x).length - 1', 'levels[code] * absmax'),
      ],
      'equal steps': ['codes', NF4(LARGEST, 'Math.round((x + 1) * 7.5)', 'levels[code] * absmax')],
      'not multiplied': ['restored', NF4(LARGEST, NEAREST, 'levels[code]')],
      'divided by zero': ['zeros', NF4(LARGEST, NEAREST, 'levels[code] * absmax / absmax * absmax', '')],
      'a list alone': ['returns', 'function quantizeBlock(weights: number[]) { return weights; }'],
      'a sum of squares': ['absmax', NF4('Math.hypot(...weights)', NEAREST, 'levels[code] * absmax')],
    },
  },
  adapter: {
    right: [
      ADAPTER(
        'return h.map((row) => { const z = product([row], down, R)[0].map(relu); return row.map((v, i) => v + z.reduce((s, x, k) => s + x * up[k][i], 0)); });',
      ),
      `function adapter(h: number[][], down: number[][], up: number[][]): Float32Array[] {
  return h.map((row) => {
    const out = new Float32Array(row);
    up.forEach((line, k) => {
      let z = 0;
      row.forEach((v, i) => { z += v * down[i][k]; });
      if (z > 0) line.forEach((u, i) => { out[i] += z * u; });
    });
    return out;
  });
}`,
    ],
    faulty: {
      'no residual': [
        'start',
        ADAPTER('return product(product(h, down, R).map((row) => row.map(relu)), up, H);'),
      ],
      'no ReLU': [
        'closed',
        ADAPTER(
          'const c = product(product(h, down, R), up, H); return h.map((row, t) => row.map((v, i) => v + c[t][i]));',
        ),
      ],
      'ReLU behind up': [
        'closed',
        ADAPTER(
          'const c = product(product(h, down, R), up, H); return h.map((row, t) => row.map((v, i) => v + relu(c[t][i])));',
        ),
      ],
      'ReLU twice': [
        'open',
        ADAPTER(
          'const c = product(product(h, down, R).map((row) => row.map(relu)), up, H); return h.map((row, t) => row.map((v, i) => v + relu(c[t][i])));',
        ),
      ],
      'ReLU around all': [
        'start',
        ADAPTER(
          'const c = product(product(h, down, R).map((row) => row.map(relu)), up, H); return h.map((row, t) => row.map((v, i) => relu(v + c[t][i])));',
        ),
      ],
      'the first number of the bottleneck alone': [
        'open',
        ADAPTER(
          'const z = product(h, down, R).map((row) => row.map((v, k) => (k ? 0 : relu(v)))); const c = product(z, up, H); return h.map((row, t) => row.map((v, i) => v + c[t][i]));',
        ),
      ],
    },
  },
  attend: {
    right: [
      ATTEND('j <= t + PK.length', 'Math.sqrt(q.length)'),
      `${LOOPS}
function attend(Q: number[][], K: number[][], V: number[][], PK: number[][], PV: number[][]) {
  const part = (q: number[], keys: number[][], values: number[][]) => {
    let total = 0;
    const sum = V[0].map(() => 0);
    keys.forEach((key, j) => {
      const weight = Math.exp(product([q], turned([key], q.length), 1)[0][0] / q.length ** 0.5);
      total += weight;
      values[j].forEach((v, c) => { sum[c] += weight * v; });
    });
    return { total, sum };
  };
  const out = [];
  for (let t = 0; t < Q.length; t++) {
    const [a, b] = [part(Q[t], PK, PV), part(Q[t], K.slice(0, t + 1), V)];
    const share = a.total / (a.total + b.total);
    out.push(b.sum.map((v, c) => (a.total ? share * a.sum[c] / a.total : 0) + (1 - share) * v / b.total));
  }
  return out;
}`,
    ],
    faulty: {
      'no mask': ['causal', ATTEND('true', 'Math.sqrt(q.length)')],
      'the mask over the prefix': ['prefix', ATTEND('j <= t', 'Math.sqrt(q.length)')],
      'no root': ['root', ATTEND('j <= t + PK.length', '1')],
      'divided by d': ['root', ATTEND('j <= t + PK.length', 'q.length')],
      'two softmaxes added': [
        'sum',
        `${ATTEND('j <= t', 'Math.sqrt(q.length)', '[...V]').replace('attend', 'one').replace('[...PK, ...K]', '[...K]')}
function attend(Q: any, K: any, V: any, PK: any, PV: any) {
  const text = one(Q, K, V, [], []);
  const prefix = PK.length ? Q.map((q: any) => one([q], [PK[0]], [PV[0]], [], [])[0]) : [];
  return text.map((row: any, t: number) => row.map((v: number, c: number) => v + (prefix[t]?.[c] ?? 0)));
}`,
      ],
      'no prefix': ['prefix', ATTEND('j >= PK.length && j <= t + PK.length', 'Math.sqrt(q.length)')],
      'itself not seen': ['returns', ATTEND('j < t + PK.length', 'Math.sqrt(q.length)')],
    },
  },
};
