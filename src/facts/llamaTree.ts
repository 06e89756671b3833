import file from '../../content/facts/llama-tree.json';
import { byId } from './byId';

/** How a model came about: by training part of the numbers, all of them, or only what was put around a frozen model. */
export type Tuning = 'base' | 'light' | 'full' | 'frozen' | 'unstated';
export type TreeDomain =
  | 'language'
  | 'mathematics'
  | 'finance'
  | 'medicine'
  | 'law'
  | 'education'
  | 'multimodal';
/** What a model inherits along an edge: weights, weights that were pretrained further, or training data. */
export type Inheritance = 'model' | 'pretraining' | 'data';

interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** A model of slide S7’s family tree. */
export interface TreeNode {
  readonly id: string;
  readonly name: string;
  /** As the slide colours it: white for `light`, yellow for `full`. */
  readonly slide: Tuning;
  /** As the project’s own pages say; `unstated` where those that were read do not. */
  readonly project: Tuning;
  readonly method: string | null;
  readonly domain: TreeDomain | null;
  /** Data that the project added, in a few words. */
  readonly added: Bilingual | null;
  readonly url: string;
  /** Which page or file of the project was read. */
  readonly place: string;
  readonly note: Bilingual;
}

export interface TreeEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: Inheritance;
  /** False for an edge that no page of the project bears out. */
  readonly sourced?: boolean;
}

// TypeScript widens JSON's literals; the schema, which the tests run, checks them instead.
export const TREE_NODES = file.nodes as readonly TreeNode[];
export const TREE_EDGES = file.edges as readonly TreeEdge[];

export const treeNodeById: (id: string) => TreeNode = byId('model of the family tree', TREE_NODES);

/** The model that this one was trained from; null for the root. */
export function parentOf(id: string): TreeEdge | null {
  return TREE_EDGES.find(({ to, kind }) => to === id && kind !== 'data') ?? null;
}

/** Whether the slide’s colour and the project’s own words are at odds: silence is not. */
export function differs({ slide, project }: TreeNode): boolean {
  return project !== 'unstated' && project !== slide;
}
