import type { StepName } from './state';

/** What the map of the layer shows: matrices, values on the way, gradients, and the ways between them. */
export const PARTS = [
  'x-W',
  'x-A',
  'W-sum',
  'A-reduced',
  'reduced-B',
  'B-sum',
  'sum-y',
  'y-L',
  'x',
  'W',
  'A',
  'B',
  'reduced',
  'sum',
  'y',
  'L',
  'g',
  'gB',
  'gA',
  'gW',
] as const;
export type Part = (typeof PARTS)[number];

/** `now`: what this step computes. `used`: what it reads. `known`: computed before. `later`: not yet. */
export type Phase = 'now' | 'used' | 'known' | 'later';

interface StepOnMap {
  readonly now: readonly Part[];
  readonly used: readonly Part[];
  /** Against the arrows: the backward pass. */
  readonly back?: true;
}

const ON_MAP: readonly (readonly [StepName, StepOnMap])[] = [
  ['given', { now: ['x', 'W', 'A', 'B'], used: [] }],
  ['frozen', { now: ['W-sum'], used: ['x', 'W', 'x-W'] }],
  ['reduce', { now: ['reduced', 'A-reduced'], used: ['x', 'A', 'x-A'] }],
  ['expand', { now: ['B-sum'], used: ['reduced', 'B', 'reduced-B'] }],
  ['sum', { now: ['sum', 'y', 'sum-y'], used: ['W-sum', 'B-sum'] }],
  ['loss', { now: ['L', 'y-L'], used: ['y'] }],
  ['output', { now: ['g', 'y-L'], used: ['y', 'L'], back: true }],
  ['factorB', { now: ['gB', 'B-sum'], used: ['g', 'reduced', 'sum-y'], back: true }],
  ['factorA', { now: ['gA', 'A-reduced', 'reduced-B'], used: ['g', 'x', 'B', 'B-sum', 'sum-y'], back: true }],
  ['never', { now: ['gW'], used: ['x', 'g'], back: true }],
  ['descend', { now: ['A', 'B'], used: ['gA', 'gB'] }],
  [
    'after',
    {
      now: ['y', 'L', 'sum-y', 'y-L'],
      used: ['x', 'W', 'A', 'B', 'reduced', 'sum', 'x-W', 'x-A', 'W-sum', 'A-reduced', 'reduced-B', 'B-sum'],
    },
  ],
];

/** The phase of every part at a step, and whether the step runs backward. */
export function mapAt(step: StepName): { phases: Readonly<Record<Part, Phase>>; back: boolean } {
  const at = ON_MAP.findIndex(([name]) => name === step);
  const { now = [], used = [], back = false } = ON_MAP[at]?.[1] ?? {};
  const known = new Set(ON_MAP.slice(0, at).flatMap(([, { now: before }]) => before));
  const phaseOf = (part: Part): Phase => {
    if (now.includes(part)) return 'now';
    if (used.includes(part)) return 'used';
    return known.has(part) ? 'known' : 'later';
  };
  return {
    phases: Object.fromEntries(PARTS.map((part) => [part, phaseOf(part)])) as Record<Part, Phase>,
    back,
  };
}
