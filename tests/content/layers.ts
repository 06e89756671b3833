/**
 * The layers of src, top to bottom: a folder may import what stands in its own list, and nothing else of ours.
 * pages → layouts → presenter → lesson → widgets → scenes → theory, with the leaves i18n, facts, formula and quantities between.
 */
export const ALLOWED: Record<string, readonly string[]> = {
  theory: [],
  // QuickJS, for code that readers write.
  sandbox: [],
  // The service worker, which the build bundles by itself.
  offline: [],
  facts: ['theory'],
  i18n: ['theory', 'facts'],
  formula: [],
  quantities: ['theory', 'facts', 'i18n'],
  scenes: ['theory'],
  // Files for the libraries of the field. Without a page: the calculator fetches them at a press.
  recipes: ['theory', 'facts', 'i18n'],
  exercises: ['theory', 'facts', 'i18n', 'quantities', 'formula', 'scenes', 'training', 'sandbox'],
  training: ['theory', 'sandbox'],
  // The laboratory: types, client, defaults and parsers of training. Its engine stays in a worker.
  widgets: ['theory', 'facts', 'i18n', 'quantities', 'formula', 'scenes', 'training', 'recipes'],
  lesson: ['theory', 'facts', 'i18n', 'quantities', 'formula', 'exercises', 'widgets'],
  // Decks are lessons in other windows.
  presenter: ['i18n', 'lesson', 'exercises', 'widgets', 'styles'],
  // Layouts take the shape of a lesson, hatches, and the registry of widgets for the browser.
  layouts: ['i18n', 'lesson', 'presenter', 'exercises', 'widgets', 'scenes', 'facts', 'quantities', 'styles'],
  pages: [
    'theory',
    'facts',
    'i18n',
    'formula',
    'quantities',
    'lesson',
    'presenter',
    'exercises',
    'widgets',
    'layouts',
    'styles',
  ],
};
