import { neighbourInTree } from '../../scenes/familyTreeLayout';
import { setText } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeTree, type Filtered, LLAMA_TREE_SCHEMA, type LlamaTreeState, TREE_IDS } from './describe';

const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

/** Everything is in the page; this shows, lights and hides. */
export const widget: WidgetDefinition<LlamaTreeState> = {
  schema: LLAMA_TREE_SCHEMA,
  mount({ host, signal, translate, get, set }) {
    const result = host.querySelector<HTMLElement>('[data-result]');
    const about = [...host.querySelectorAll<HTMLElement>('[data-about]')];
    const boxes = [...host.querySelectorAll<SVGGElement>('[data-node]')];
    const links = [...host.querySelectorAll<SVGPathElement>('.tree-links .tree-link')];
    if (!result || about.length === 0) throw new Error('the figure has no result line or no models');
    const nodes: Filtered[] = about.map(({ dataset }) => ({
      id: dataset['about'] ?? '',
      name: dataset['name'] ?? '',
      slide: dataset['slide'] ?? '',
      project: dataset['project'] ?? '',
      domain: dataset['domain'] ?? null,
    }));
    const parents = new Map(
      links
        .filter(({ dataset }) => dataset['kind'] !== 'data')
        .map(({ dataset }) => [dataset['to'] ?? '', dataset['from'] ?? '']),
    );
    const parentOf = (id: string): string | null => parents.get(id) ?? null;

    for (const box of boxes) {
      const id = box.dataset['node'] ?? '';
      box.addEventListener('click', () => set({ node: id }), { signal });
      box.addEventListener(
        'keydown',
        (event) => {
          if (event.altKey || event.ctrlKey || event.metaKey) return;
          if (event.key === 'Enter' || event.key === ' ') set({ node: id });
          else if (KEYS.includes(event.key)) {
            const next = neighbourInTree(id, event.key, TREE_IDS, parentOf);
            set({ node: next });
            // The same drawing's box: the other form is not on the screen.
            const drawing = box.ownerSVGElement;
            const target = drawing?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next)}"]`);
            target?.focus({ preventScroll: true });
            // In the middle, where the text that stays in sight on a phone does not cover it.
            target?.scrollIntoView({
              block: drawing?.classList.contains('family-tree-list') ? 'center' : 'nearest',
            });
          } else return;
          event.preventDefault();
        },
        { signal },
      );
    }
    for (const button of host.querySelectorAll<HTMLButtonElement>('[data-go]')) {
      button.addEventListener(
        'click',
        () => {
          const id = button.dataset['go'] ?? '';
          set({ node: id });
          // The button leaves with its model's text; the reader goes on to the box of the next.
          const box = boxes.find((each) => each.dataset['node'] === id && each.getClientRects().length > 0);
          box?.focus({ preventScroll: true });
        },
        { signal },
      );
    }

    return {
      update(state) {
        const { shown, result: words } = describeTree(state, nodes, translate);
        setText(result, words);
        host.dataset['marks'] = state.marks;
        const path = new Set<string>();
        for (let id: string | null = get().node; id !== null; id = parentOf(id)) path.add(id);
        for (const box of boxes) {
          const id = box.dataset['node'] ?? '';
          const picked = id === state.node;
          box.setAttribute('tabindex', picked ? '0' : '-1');
          box.setAttribute('aria-pressed', String(picked));
          box.classList.toggle('tree-aside', !shown.has(id) && id !== 'llama');
        }
        for (const link of links) {
          const { from = '', to = '', kind } = link.dataset;
          const along =
            kind === 'data' ? from === state.node || to === state.node : path.has(to) && path.has(from);
          link.classList.toggle('tree-lit', along);
          link.classList.toggle('tree-aside', !shown.has(to) && !along);
        }
        for (const section of about) section.hidden = section.dataset['about'] !== state.node;
      },
    };
  },
};
