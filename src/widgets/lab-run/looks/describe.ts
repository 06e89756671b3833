import { formatNumber, formatPercent, formatPlain } from '../../../i18n/format';
import type {
  AdapterLook,
  Latency,
  LatencyReport,
  Looks,
  MatrixValues,
} from '../../../training/laboratory/api';
import type { Quantity } from '../../base/barsFigure';
import type { Words } from '../../shared/lab/describe';
import { inSentences } from '../../shared/lab/describe';
import { methodName } from '../../shared/lab/lookup';
import type { NumbersTable, SketchDescription } from '../../shared/sketchFigure';
import { drawHead, sum } from './attentionLayout';
import { drawSignal } from './signalLayout';

/** A method before its first step and as it is now, reading the same text. */
export interface Pair {
  readonly before: Looks;
  readonly now: Looks;
}

/** What of the looks a reader has chosen to see. */
export interface Chosen {
  readonly moment: 'start' | 'now';
  readonly layer: number;
  readonly head: number;
  readonly sublayer: AdapterLook['sublayer'];
  /** Index of a token. */
  readonly token: number;
}

/** “before training”, “after 100 steps”. */
export function momentName({ step }: Looks, { translate }: Words): string {
  return step === 0 ? translate('labLooks.start') : translate('labLooks.now', { count: step });
}

/** A share of attention: below a thousandth nobody asks how much. */
function shareText(share: number, language: Words['language']): string {
  return share < 0.001 ? `< ${formatPercent(0.001, language)}` : formatPercent(share, language);
}

/** The layer and head in which a token gives the virtual ones the most; the first where there are none. */
export function fullestPlace(looks: Looks, token: number): Pick<Chosen, 'layer' | 'head'> {
  const { tokens, virtual } = looks;
  const columns = virtual + tokens.length;
  let [best, most] = [{ layer: 0, head: 0 }, 0];
  for (const [layer, head] of placesOf(looks)) {
    const share = sum(sharesOf(looks, layer, head), token * columns, virtual);
    if (share > most) [best, most] = [{ layer, head }, share];
  }
  return best;
}

/** The shares [T, P + T] of one head. */
export function sharesOf({ attention, heads, tokens, virtual }: Looks, layer: number, head: number) {
  const size = tokens.length * (virtual + tokens.length);
  const from = (layer * heads + head) * size;
  return attention.subarray(from, from + size);
}

/** The mean over the tokens of the share that one head gives to the virtual columns. */
export function meanToVirtual(looks: Looks, layer: number, head: number): number {
  const { tokens, virtual } = looks;
  const shares = sharesOf(looks, layer, head);
  const columns = virtual + tokens.length;
  return tokens.reduce((total, _, row) => total + sum(shares, row * columns, virtual), 0) / tokens.length;
}

/** One head as a matrix, and one of its rows before and after training. */
export function describeAttention({ before, now }: Pair, chosen: Chosen, words: Words): SketchDescription {
  const { language, translate } = words;
  const { layer, head, token } = chosen;
  const shown = chosen.moment === 'start' ? before : now;
  const { tokens, virtual } = shown;
  const columns = virtual + tokens.length;
  const rowOf = (looks: Looks) =>
    sharesOf(looks, layer, head).subarray(token * columns, (token + 1) * columns);
  const percent = (share: number): string => shareText(share, language);
  const name = tokens[token] ?? '';
  const moments = before === now ? [now] : [before, now];
  const bars = moments.map((looks) => ({
    label: translate('labLooks.bar', { token: name, moment: momentName(looks, words) }),
    shares: rowOf(looks),
  }));
  const place = { layer: layer + 1, head: head + 1, token: name };
  const most = (looks: Looks): { token: string; share: string } => {
    const row = rowOf(looks).subarray(virtual, virtual + token + 1);
    const at = row.reduce((best, share, index) => (share > (row[best] ?? 0) ? index : best), 0);
    return { token: tokens[at] ?? '', share: percent(row[at] ?? 0) };
  };
  const mean = (looks: Looks): number => {
    const all = placesOf(looks).map(([l, h]) => meanToVirtual(looks, l, h));
    return all.reduce((total, each) => total + each, 0) / all.length;
  };
  const sentence =
    virtual > 0
      ? translate('labLooks.toVirtual', {
          ...place,
          virtual,
          share: percent(sum(rowOf(now), 0, virtual)),
          before: percent(sum(rowOf(before), 0, virtual)),
          mean: percent(mean(now)),
          meanBefore: percent(mean(before)),
        })
      : translate('labLooks.toTokens', {
          ...place,
          most: most(now).token,
          share: most(now).share,
          mostBefore: most(before).token,
          shareBefore: most(before).share,
        });
  const quantity = (value: number): Quantity => ({ name: 'share', value, text: percent(value) });
  return {
    draw: drawHead({
      tokens,
      virtual,
      shares: sharesOf(shown, layer, head),
      chosen: token,
      virtualName: translate('labLooks.virtual'),
      bars,
      format: (share) => formatNumber(share, language, 2),
    }),
    result: inSentences([sentence, describeNext({ before, now }, token, words)], language),
    table: {
      head: [translate('labLooks.column'), ...moments.map((looks) => momentName(looks, words))],
      rows: Array.from({ length: virtual + token + 1 }, (_, column) => ({
        header:
          column < virtual ? `p${column + 1}` : `${column - virtual + 1} ${tokens[column - virtual] ?? ''}`,
        cells: moments.map((looks) => quantity(rowOf(looks)[column] ?? 0)),
      })),
    },
  };
}

/** What the model holds likeliest behind the chosen token. */
function describeNext({ before, now }: Pair, token: number, { translate }: Words): string {
  return translate('labLooks.next', { now: now.next[token] ?? '', before: before.next[token] ?? '' });
}

/** All pairs of a layer and a head. */
function placesOf({ layers, heads }: Looks): readonly (readonly [number, number])[] {
  return Array.from({ length: layers * heads }, (_, at) => [Math.floor(at / heads), at % heads] as const);
}

/** Layers by heads: the mean share that goes to the virtual columns, at one moment. */
export function tableOfHeads(looks: Looks, { language, translate }: Words): NumbersTable {
  const heads = Array.from({ length: looks.heads }, (_, head) => head);
  return {
    head: ['', ...heads.map((head) => translate('labLooks.headName', { head: head + 1 }))],
    rows: Array.from({ length: looks.layers }, (_, layer) => ({
      header: translate('labLooks.layerName', { layer: layer + 1 }),
      cells: heads.map((head) => {
        const value = meanToVirtual(looks, layer, head);
        return { name: 'mean-share', value, text: shareText(value, language) };
      }),
    })),
  };
}

/** Each trained vector of a prompt beside the vocabulary. */
export function describePrompt(
  { before, now }: Pair,
  { language, translate }: Words,
): { readonly result: string; readonly table: NumbersTable } {
  const number = (value: number): string => formatNumber(value, language, 2).replace('-', '−');
  const near = ({ token, cosine }: { token: string; cosine: number }): Quantity => ({
    name: 'cosine',
    value: cosine,
    text: `${token} ${number(cosine)}`,
  });
  const kept = now.prompt.filter(
    ({ nearest }, index) => nearest[0]?.token === before.prompt[index]?.nearest[0]?.token,
  ).length;
  const highest = now.prompt.map(({ nearest }) => nearest[0]?.cosine ?? 0);
  return {
    result: translate('labLooks.prompt.result', {
      count: now.prompt.length,
      kept,
      least: number(Math.min(...highest)),
      most: number(Math.max(...highest)),
      typical: number(now.typicalCosine),
    }),
    table: {
      head: [
        translate('labLooks.prompt.vector'),
        translate('labLooks.prompt.before'),
        ...[1, 2, 3].map((rank) => translate('labLooks.prompt.nearest', { rank })),
        translate('labLooks.prompt.length'),
      ],
      rows: now.prompt.map(({ norm, typicalNorm, nearest }, index) => ({
        header: String(index + 1),
        cells: [
          ...[before.prompt[index]?.nearest[0]].map((each) => (each ? near(each) : null)),
          ...nearest.map(near),
          {
            name: 'length',
            value: norm / typicalNorm,
            text: `${formatPlain(norm / typicalNorm, language, 1)}×`,
          },
        ],
      })),
    },
  };
}

/** Row `row` of a matrix. */
const rowIn = ({ columns, data }: MatrixValues, row: number) =>
  data.subarray(row * columns, (row + 1) * columns);

const length = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

/** One token in one adapter: lengths of the signal and of what is added, and what is awake in the middle. */
export function measured(look: AdapterLook, token: number) {
  const [signal, narrow, added] = [look.signal, look.narrow, look.added].map((each) => rowIn(each, token));
  const own = length(signal ?? []);
  const change = length(added ?? []);
  return {
    signal: own,
    added: change,
    ratio: own === 0 ? 0 : change / own,
    active: Array.from(narrow ?? []).filter((value) => value > 0).length,
  };
}

const adapterOf = ({ adapters }: Looks, { layer, sublayer }: Pick<AdapterLook, 'layer' | 'sublayer'>) =>
  adapters.find((each) => each.layer === layer && each.sublayer === sublayer);

/** One token's signal in one adapter, and a table of all adapters. */
export function describeSignal({ before, now }: Pair, chosen: Chosen, words: Words): SketchDescription {
  const { language, translate } = words;
  const { token, layer, sublayer } = chosen;
  const shown = adapterOf(chosen.moment === 'start' ? before : now, chosen);
  const other = adapterOf(before, chosen);
  const latest = adapterOf(now, chosen);
  if (!shown || !other || !latest) throw new Error(`no adapter behind ${sublayer} of layer ${layer}`);
  const [drawn, first, last] = [measured(shown, token), measured(other, token), measured(latest, token)];
  const number = (value: number): string => formatPlain(value, language, value < 1 ? 3 : 1);
  const percent = (value: number): string => formatPercent(value, language);
  const size = { width: shown.signal.columns, narrow: shown.narrow.columns };
  return {
    draw: drawSignal({
      signal: rowIn(shown.signal, token),
      narrow: rowIn(shown.narrow, token),
      added: rowIn(shown.added, token),
      labels: {
        signal: translate('labLooks.signal.signal', { count: size.width, length: number(drawn.signal) }),
        narrow: translate('labLooks.signal.narrow', { active: drawn.active, width: size.narrow }),
        added: translate('labLooks.signal.added', { length: number(drawn.added) }),
        sum: translate('labLooks.signal.sum'),
        down: `Wᵈ  ${size.width} × ${size.narrow}`,
        up: `Wᵘ  ${size.narrow} × ${size.width}`,
      },
      format: (value) =>
        value === 0 ? '0' : formatPlain(value, language, value < 0.1 ? 3 : value < 10 ? 2 : 0),
    }),
    result: inSentences(
      [
        translate('labLooks.signal.result', {
          layer: layer + 1,
          sublayer: translate(`labLooks.behind.${sublayer}`),
          token: now.tokens[token] ?? '',
          active: last.active,
          width: size.narrow,
          ratio: percent(last.ratio),
          before: percent(first.ratio),
        }),
        describeNext({ before, now }, token, words),
      ],
      language,
    ),
    table: {
      head: [
        translate('labLooks.signal.place'),
        ...(['length', 'addedLength', 'ratio', 'active', 'ratioBefore'] as const).map((name) =>
          translate(`labLooks.signal.head.${name}`),
        ),
      ],
      rows: now.adapters.map((look) => {
        const at = measured(look, token);
        const then = adapterOf(before, look);
        const ratio = then ? measured(then, token).ratio : 0;
        return {
          header: translate('labLooks.signal.row', {
            layer: look.layer + 1,
            sublayer: translate(`labLooks.sublayer.${look.sublayer}`),
          }),
          cells: [
            { name: 'signal', value: at.signal, text: number(at.signal) },
            { name: 'added', value: at.added, text: number(at.added) },
            { name: 'ratio', value: at.ratio, text: percent(at.ratio) },
            { name: 'active', value: at.active, text: `${at.active} / ${look.narrow.columns}` },
            { name: 'ratio-before', value: ratio, text: percent(ratio) },
          ],
        };
      }),
    },
  };
}

/** What a forward pass takes by each way of computing it. */
export function describeLatency(
  report: LatencyReport,
  words: Words,
): { readonly caption: string; readonly result: string; readonly table: NumbersTable } {
  const { language, translate } = words;
  const { rows, positions, rounds } = report;
  const base = rows.find(({ how }) => how === 'base')?.median ?? 0;
  const times = (value: number): string => formatNumber(base === 0 ? 0 : value / base, language, 2);
  const milliseconds = (value: number): string => formatNumber(value, language, value < 10 ? 2 : 1);
  const mergeable = new Set(rows.filter(({ how }) => how === 'merged').map(({ method }) => method));
  const nameOf = ({ method, how }: Latency): string => {
    const name = methodName(method, translate);
    if (how === 'merged') return translate('labLooks.latency.merged', { method: name });
    return mergeable.has(method) ? translate('labLooks.latency.beside', { method: name }) : name;
  };
  const adapter = rows.find(({ method }) => method === 'adapter');
  const merged = rows.find(({ how }) => how === 'merged');
  return {
    caption: translate('labLooks.latency.caption', { positions, rounds }),
    result:
      adapter && merged
        ? translate('labLooks.latency.result', {
            adapters: times(adapter.median),
            method: methodName(merged.method, translate),
            merged: times(merged.median),
          })
        : '',
    table: {
      head: [
        translate('labLooks.latency.how'),
        translate('labLooks.latency.median'),
        translate('labLooks.latency.half'),
        translate('labLooks.latency.times'),
      ],
      rows: rows.map((row) => ({
        header: nameOf(row),
        cells: [
          { name: 'latency', value: row.median / 1000, text: milliseconds(row.median) },
          {
            name: 'latency-spread',
            value: (row.upper - row.lower) / 1000,
            text: `${milliseconds(row.lower)}–${milliseconds(row.upper)}`,
          },
          { name: 'latency-ratio', value: base === 0 ? 0 : row.median / base, text: `${times(row.median)}×` },
        ],
      })),
    },
  };
}
