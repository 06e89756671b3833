import type { Kind } from '../types';
import type { Mount } from './view';

type Views = { readonly [K in Kind]?: () => Promise<{ readonly mount: Mount<K> }> };

/** The browser half of each kind, fetched when an exercise of that kind is first touched. */
const VIEWS: Views = {
  number: () => import('./number'),
  formula: () => import('./formula'),
  choice: () => import('./choice'),
  order: () => import('./order'),
  match: () => import('./match'),
  shape: () => import('./shape'),
  table: () => import('./table'),
  predict: () => import('./predict'),
  configure: () => import('./configure'),
  code: () => import('./code'),
};

/** Throws an Error for a kind without a view. */
export async function loadView<K extends Kind>(kind: K): Promise<Mount<K>> {
  const load = VIEWS[kind] as (() => Promise<{ readonly mount: Mount<K> }>) | undefined;
  if (!load) throw new Error(`no view for exercises of kind “${kind}”`);
  return (await load()).mount;
}
