import { PROGRESS_KEY, pageStorage } from '../../exercises/progress/storage';

/**
 * The home page shows progress where there is any, also what came from another page or tab since; who comes for the first
 * time fetches nothing of it.
 */
function show(): void {
  try {
    if (pageStorage()?.getItem(PROGRESS_KEY)) void import('./homeProgress').catch(console.warn);
  } catch {
    // Storage refused: there is no progress to show.
  }
}
for (const type of ['pageshow', 'storage']) addEventListener(type, show);
