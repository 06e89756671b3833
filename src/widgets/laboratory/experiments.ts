import { initialState, linkForm, writeState } from '../base/state';
import { LAB_SCHEMA, type LabState } from '../shared/lab/state';

interface Experiment {
  readonly name: string;
  readonly links: readonly { readonly label: 'first' | 'second'; readonly query: string }[];
}

const start: LabState = initialState<LabState>(LAB_SCHEMA);
const query = (patch: Partial<LabState>): string => linkForm(writeState(LAB_SCHEMA, { ...start, ...patch }));

const sums: Partial<LabState> = { task: 'arithmetic', methods: ['lora'], steps: 600, batch: 64 };

/** What the page proposes to try: links that set the set-up and start nothing. */
export const EXPERIMENTS: readonly Experiment[] = [
  {
    name: 'rank',
    links: [
      { label: 'first', query: query({ ...sums, rank: 1 }) },
      { label: 'second', query: query({ ...sums, rank: 16 }) },
    ],
  },
  {
    name: 'scale',
    links: [
      { label: 'first', query: query({ methods: ['lora'], rank: 64, scaling: 'rank' }) },
      { label: 'second', query: query({ methods: ['lora'], rank: 64, scaling: 'sqrtRank' }) },
    ],
  },
  { name: 'prompt', links: [{ label: 'first', query: query({ methods: ['lora', 'prompt'], steps: 600 }) }] },
  { name: 'forget', links: [{ label: 'first', query: query({ methods: ['full', 'lora'], steps: 1000 }) }] },
];
