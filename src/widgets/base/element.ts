import { languageOf } from '../../i18n/languages';
import { type Messages, translator } from '../../i18n/translate';
import { WidgetController } from './controller';
import { clearFailure, reportFailure } from './failure';
import { showMessage } from './message';
import type { WidgetDefinition } from './widget';

/** The module of a widget, with its `WidgetDefinition`, of whatever state. */
type Load = () => Promise<{ readonly widget: unknown }>;

/** Code that takes longer to come is waited for in words. */
const LATE_MS = 1000;

/**
 * Registers `<lr-…>` for a widget whose code is fetched when it first comes near the viewport.
 * The element owns the life cycle: mount on first visibility, dispose on disconnect, mount again on reconnect
 * with the state it had. An error inside one figure becomes a sentence in that figure and goes no further.
 */
export function defineWidget(tag: string, load: Load): void {
  if (customElements.get(tag)) return;
  customElements.define(
    tag,
    class extends HTMLElement {
      #lifetime: AbortController | null = null;
      /** Outlives a disconnect, so that a widget that is moved keeps what its reader did. */
      #lastQuery: string | null = null;
      #mounted = false;

      connectedCallback(): void {
        const lifetime = new AbortController();
        this.#lifetime = lifetime;
        const watcher = new IntersectionObserver(
          (entries) => {
            if (!entries.some((entry) => entry.isIntersecting)) return;
            this.#mountOnce(lifetime.signal);
          },
          { rootMargin: '240px' },
        );
        watcher.observe(this);
        // A reader who comes by keyboard may reach a control before the viewport reaches the figure.
        this.addEventListener('focusin', () => this.#mountOnce(lifetime.signal), {
          once: true,
          signal: lifetime.signal,
        });
        lifetime.signal.addEventListener('abort', () => {
          watcher.disconnect();
          this.#mounted = false;
        });
      }

      disconnectedCallback(): void {
        this.#lifetime?.abort();
        this.#lifetime = null;
      }

      #mountOnce(signal: AbortSignal): void {
        if (this.#mounted) return;
        this.#mounted = true;
        void this.#mount(signal);
      }

      async #mount(signal: AbortSignal): Promise<void> {
        const language = languageOf(this.dataset['language']);
        const translate = translator(language, readMessages(this));
        const late = setTimeout(() => showMessage(this, translate('figure.loading')), LATE_MS);
        let loaded = false;
        try {
          const definition = (await load()).widget as WidgetDefinition<Record<string, unknown>>;
          loaded = true;
          if (signal.aborted) return;
          clearFailure(this);
          const controller = new WidgetController(this, definition, { language, translate, signal });
          controller.start(this.#lastQuery ?? queryFor(this));
          signal.addEventListener('abort', () => {
            this.#lastQuery = controller.query();
          });
        } catch (error) {
          const again = (): void => void this.#mount(signal);
          if (loaded) reportFailure(this, translate('figure.failed'), error);
          else reportFailure(this, translate('figure.notLoaded'), error, again);
        } finally {
          clearTimeout(late);
        }
      }
    },
  );
}

/** The page's query addresses the figure that it names with `figure=`, or else the page's main figure. */
function queryFor(host: HTMLElement): string {
  const named = new URLSearchParams(location.search).get('figure');
  const addressed = named === null ? host.dataset['main'] !== undefined : named === host.id;
  // A seed before that is the exercises'.
  return addressed ? location.search.replace(/^.seed=\d+&f/, 'f') : '';
}

function readMessages(host: HTMLElement): Messages {
  return JSON.parse(host.querySelector('script[data-messages]')?.textContent ?? '{}') as Messages;
}
