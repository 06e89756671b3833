import { createSketch } from '../../../scenes/sketch';
import type { LaboratoryClient } from '../../../training/laboratory/client';
import { setText } from '../../base/barsFigure';
import type { Words } from '../../shared/lab/describe';
import { describeFault } from '../../shared/lab/faults';
import { find, make, methodName } from '../../shared/lab/lookup';
import { writeTable } from '../../shared/sketchFigure';
import type { Trained } from '../describe';
import type { Leg } from '../plan';
import { Asker, type LookedMethod } from './asker';
import { rowAt } from './attentionLayout';
import {
  type Chosen,
  describeAttention,
  describeLatency,
  describePrompt,
  describeSignal,
  fullestPlace,
  momentName,
  type Pair,
  tableOfHeads,
} from './describe';
import { buildParts, fill } from './parts';

/** What happens inside the models of a run, below its curves. */
export interface LooksView {
  /** @param client the laboratory that answers, while there is one */
  follow(trained: Trained, client: LaboratoryClient | null): void;
}

/** The reader's own text, among the held-out ones. */
const OWN = 'own';
const SHOWN_TEXT = 60;
/** Token −1 is the last one, behind which the model answers. */
const FIRST: Chosen = { moment: 'now', layer: 0, head: 0, sublayer: 'feedForward', token: -1 };

/** A view of attention or of adapters, made at the first run that has one. */
export function createLooksView(host: HTMLElement, words: Words, signal: AbortSignal): LooksView {
  const { translate } = words;
  const place = find(host, '[data-looks]');
  const parts = buildParts(host.id, words);
  place.replaceChildren(...parts.children);
  const sketch = createSketch(parts.drawing);
  signal.addEventListener('abort', () => sketch.dispose());

  let legs: readonly Leg[] = [];
  let trained: Trained | null = null;
  let chosen = FIRST;
  let method: LookedMethod = 'prefix';
  let text = '';
  let own = '';
  /** The pair that stands in the drawing: it stays while another is on its way. */
  let shown: Pair | null = null;

  const asker = new Asker(() => draw());
  const lookedAt = () => legs[0]?.lookedAt ?? null;
  const isOver = () => trained?.phase === 'done' || trained?.phase === 'stopped';
  /** Steps that the looks at “now” must have seen: at least those of the newest evaluation. */
  const stepOf = (of: LookedMethod): number => {
    const each = trained?.runs.at(-1)?.methods.find((one) => one.method === of);
    return each ? (isOver() ? each.step : (each.evaluations.at(-1)?.step ?? 0)) : 0;
  };

  /** Asks for what is wanted and not known. Before the first evaluation nothing has changed. */
  const ask = (): void => {
    const began = (trained?.runs.at(-1)?.methods ?? []).some(({ step }) => step > 0);
    if (!lookedAt() || !began) return;
    const methods: LookedMethod[] = lookedAt() === 'attention' ? [method, 'prompt'] : ['adapter'];
    asker.want({
      methods: [...new Set(methods)],
      text,
      step: stepOf,
      latency: lookedAt() === 'adapters' && isOver(),
    });
  };

  const draw = (): void => {
    if (signal.aborted || !lookedAt()) return;
    if (asker.items && parts.texts.options.length <= 1) offerTexts(asker.items);
    const before = asker.look(method, 'start', text);
    const now = asker.look(method, 'now', text);
    if (before && now) {
      // Another text has another last token, where the model answers.
      if (shown?.now.tokens.join() !== now.tokens.join()) chosen = { ...chosen, token: -1 };
      // The reader begins where there is most to see.
      if (!shown) chosen = { ...chosen, ...fullestPlace(now, now.tokens.length - 1) };
      shown = { before, now };
    }
    place.hidden = shown === null && asker.items === null;
    parts.picture.hidden = shown === null;
    showTold();
    if (shown) show(shown);
    showLatency();
  };

  const showTold = (): void => {
    const refusal = asker.refusal(text);
    const problem =
      asker.items && text.trim() === ''
        ? translate('labLooks.empty')
        : refusal
          ? translate('labLooks.tooLong', {
              tokens: Number(refusal.values?.['tokens'] ?? 0),
              most: Number(refusal.values?.['most'] ?? 0),
            })
          : '';
    write(parts.problem, problem);
    if (problem) parts.text.setAttribute('aria-invalid', 'true');
    else parts.text.removeAttribute('aria-invalid');
    const known = asker.look(method, 'now', text) !== undefined;
    write(
      parts.told,
      asker.fault
        ? describeFault(asker.fault, translate)
        : asker.open
          ? asker.busy && !known
            ? translate('labLooks.looking')
            : ''
          : translate('labLooks.gone'),
    );
    parts.read.disabled = !asker.open;
  };

  const show = (pair: Pair): void => {
    const { now, before } = pair;
    const isAttention = lookedAt() === 'attention';
    const last = now.tokens.length - 1;
    const token = chosen.token < 0 ? last : Math.min(chosen.token, last);
    const seen: Chosen = { ...chosen, token, moment: before === now ? 'now' : chosen.moment };
    fill(
      parts.token,
      now.tokens.map((name, index) => [String(index), `${index + 1} · ${name}`]),
      String(token),
    );
    fill(parts.layer, numbered(now.layers), String(seen.layer));
    fill(parts.head, numbered(now.heads), String(seen.head));
    setText(parts.nowLabel, momentName(now, words));
    for (const input of parts.moments) {
      input.checked = input.value === seen.moment;
      input.disabled = before === now;
    }
    const described = isAttention ? describeAttention(pair, seen, words) : describeSignal(pair, seen, words);
    sketch.update(described.draw);
    parts.drawing.setAttribute('aria-label', described.result);
    setText(parts.result, described.result);
    writeTable(parts.table, described.table);
    parts.heads.hidden = !isAttention || now.virtual === 0;
    if (isAttention && now.virtual > 0) {
      writeTable(parts.headsTable, tableOfHeads(seen.moment === 'start' ? before : now, words));
    }
    showPrompt();
  };

  const showPrompt = (): void => {
    const [before, now] = [asker.look('prompt', 'start', text), asker.look('prompt', 'now', text)];
    if (!before || !now || lookedAt() !== 'attention') {
      // Nearest tokens do not hang on the text that is read: those of the text before stand until the new ones come.
      if (lookedAt() !== 'attention') parts.prompt.hidden = true;
      return;
    }
    const described = describePrompt({ before, now }, words);
    parts.prompt.hidden = false;
    setText(parts.promptResult, described.result);
    writeTable(parts.promptTable, described.table);
  };

  const showLatency = (): void => {
    const report = asker.latency;
    parts.latency.hidden = report === null;
    if (!report) return;
    const { caption, result, table } = describeLatency(report, words);
    setText(parts.latencyCaption, caption);
    writeTable(parts.latencyTable, table);
    write(parts.latencyResult, result);
  };

  const offerTexts = (items: readonly string[]): void => {
    parts.texts.replaceChildren(
      ...items.map((item, index) =>
        make(
          'option',
          { value: String(index) },
          translate('labLooks.item', { index: index + 1, text: end(item) }),
        ),
      ),
      make('option', { value: OWN }, translate('labLooks.own')),
    );
    // What a reader has typed before stays.
    if (own !== '') parts.texts.value = OWN;
    text = own !== '' ? own : (items[0] ?? '');
    parts.text.value = text;
    ask();
  };

  const read = (): void => {
    text = parts.text.value;
    asker.retry();
    ask();
    draw();
  };
  const choose = (change: Partial<Chosen>): void => {
    chosen = { ...chosen, ...change };
    draw();
  };

  const on = (element: EventTarget, name: string, act: () => void): void =>
    element.addEventListener(name, act, { signal });
  on(parts.texts, 'change', () => {
    parts.text.value = parts.texts.value === OWN ? own : (asker.items?.[Number(parts.texts.value)] ?? '');
    if (parts.texts.value === OWN && own === '') parts.text.focus();
    else read();
  });
  on(parts.text, 'input', () => {
    own = parts.text.value;
    parts.texts.value = OWN;
  });
  on(parts.text, 'change', read);
  on(parts.read, 'click', read);
  on(parts.method, 'change', () => {
    method = parts.method.value as LookedMethod;
    ask();
    draw();
  });
  on(parts.layer, 'change', () => choose({ layer: Number(parts.layer.value) }));
  on(parts.head, 'change', () => choose({ head: Number(parts.head.value) }));
  on(parts.sublayer, 'change', () => choose({ sublayer: parts.sublayer.value as Chosen['sublayer'] }));
  on(parts.token, 'change', () => choose({ token: Number(parts.token.value) }));
  for (const input of parts.moments) {
    on(input, 'change', () => choose({ moment: input.value as Chosen['moment'] }));
  }
  parts.drawing.addEventListener(
    'click',
    (event) => {
      if (lookedAt() !== 'attention' || !shown) return;
      const { top, height } = parts.drawing.getBoundingClientRect();
      const drawn = parts.drawing.viewBox.baseVal.height;
      const row = rowAt(((event.clientY - top) * drawn) / height, shown.now.tokens.length);
      if (row !== undefined) choose({ token: row });
    },
    { signal },
  );

  const begin = (next: Trained): void => {
    legs = next.legs;
    asker.clear();
    shown = null;
    text = '';
    parts.texts.replaceChildren();
    place.hidden = true;
    const isAttention = lookedAt() === 'attention';
    chosen = FIRST;
    method = isAttention ? 'prefix' : 'adapter';
    place.dataset['looks'] = lookedAt() ?? '';
    setText(parts.tip, lookedAt() ? translate(`labLooks.tip.${lookedAt()}`) : '');
    const methods: LookedMethod[] = ['base', ...(legs[0]?.entries ?? []).map((entry) => entry.method)];
    fill(
      parts.method,
      methods.map((each) => [each, methodName(each, translate)]),
      method,
    );
    for (const control of [parts.method, parts.head]) hide(control, !isAttention);
    hide(parts.sublayer, isAttention);
    parts.prompt.hidden = true;
    parts.latency.hidden = true;
  };

  return {
    follow(next, client) {
      if (next.legs !== legs) begin(next);
      trained = next;
      asker.connect(client);
      ask();
      draw();
    },
  };
}

const numbered = (count: number): readonly (readonly [string, string])[] =>
  Array.from({ length: count }, (_, index) => [String(index), String(index + 1)] as const);

function hide(select: HTMLSelectElement, hidden: boolean): void {
  const control = select.closest<HTMLElement>('.control');
  if (control) control.hidden = hidden;
}

function write(element: HTMLElement, text: string): void {
  setText(element, text);
  element.hidden = text === '';
}

/** The end of a text tells it apart: stories begin alike. */
function end(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > SHOWN_TEXT ? `…${line.slice(-SHOWN_TEXT)}` : line;
}
