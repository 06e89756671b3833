/** A tree of models with further edges across it, as pure data in pixels; drawn by the build alone. */
export interface TreeItem {
  readonly id: string;
  readonly name: string;
  /** Room for an icon after the name. */
  readonly icon: boolean;
}

export interface TreeLink {
  readonly from: string;
  readonly to: string;
  /** `data` links cross the tree; all others make it. */
  readonly kind: string;
}

export interface PlacedItem {
  readonly id: string;
  readonly x: number;
  /** Of the box's upper edge. */
  readonly y: number;
  readonly width: number;
}

export interface FamilyTreeLayout {
  readonly width: number;
  readonly height: number;
  readonly boxHeight: number;
  /** In the order of the drawing, from above. */
  readonly items: readonly PlacedItem[];
  readonly links: readonly (TreeLink & { readonly path: string })[];
}

/** `columns` for a page, with a column a generation; `list` for a phone, with a row a model and room for a finger. */
export type TreeForm = 'columns' | 'list';

const COLUMNS = { width: 860, row: 29, box: 24, left: [4, 132, 414, 676], roomFor: 200 };
const LIST = { width: 340, row: 44, box: 34, indent: 24 };
const PADDING = 10;
const ICON = 20;
/** Boxes this near in x stand in one column. */
const SAME_COLUMN = 60;

export function layoutFamilyTree(
  items: readonly TreeItem[],
  links: readonly TreeLink[],
  form: TreeForm,
): FamilyTreeLayout {
  const parents = new Map(links.filter(({ kind }) => kind !== 'data').map(({ from, to }) => [to, from]));
  const childrenOf = (id: string): TreeItem[] => items.filter((item) => parents.get(item.id) === id);
  const root = items.find(({ id }) => !parents.has(id));
  if (!root) throw new Error('a tree has a root');
  const placed = form === 'columns' ? inColumns(root, childrenOf) : inList(root, childrenOf);
  const boxes = new Map(placed.items.map((item) => [item.id, item]));
  const { box: boxHeight, width } = form === 'columns' ? COLUMNS : LIST;
  const pathOf = (link: TreeLink): string => {
    const [from, to] = [boxes.get(link.from), boxes.get(link.to)];
    if (!from || !to) throw new Error(`an edge leads out of the tree: ${link.from} to ${link.to}`);
    const middle = boxHeight / 2;
    if (link.kind === 'data') {
      const passed = placed.items.filter(
        ({ x, y }) =>
          y >= Math.min(from.y, to.y) && y <= Math.max(from.y, to.y) && Math.abs(x - to.x) < SAME_COLUMN,
      );
      return besideBoxes(from, to, middle, Math.max(...passed.map(({ x, width: wide }) => x + wide)));
    }
    return form === 'columns' ? betweenColumns(from, to, middle) : alongIndent(from, to, middle, boxHeight);
  };
  return {
    width,
    height: placed.height,
    boxHeight,
    items: placed.items,
    links: links.map((link) => ({ ...link, path: pathOf(link) })),
  };
}

interface Placed {
  readonly items: readonly PlacedItem[];
  readonly height: number;
}
type Children = (id: string) => TreeItem[];

/** Names have many capitals, which are wide: estimated at 13 pixels, on the safe side. */
function boxWidth({ name, icon }: TreeItem): number {
  let width = 0;
  for (const sign of name) width += /[A-Z]/.test(sign) ? 9.4 : 7.4;
  return Math.ceil(width) + 2 * PADDING + (icon ? ICON : 0);
}

/** Leaves stand in rows one below the other, each parent in the middle of its children. */
function inColumns(root: TreeItem, childrenOf: Children): Placed {
  const items: PlacedItem[] = [];
  let rows = 0;
  const place = (item: TreeItem, depth: number): number => {
    const at = items.length;
    const children = childrenOf(item.id);
    // Held open so that a parent comes before its children in the drawing's order.
    items.push({ id: item.id, x: 0, y: 0, width: 0 });
    const places = children.map((child) => place(child, depth + 1));
    const y = places.length === 0 ? 4 + rows++ * COLUMNS.row : ((places[0] ?? 0) + (places.at(-1) ?? 0)) / 2;
    items[at] = {
      id: item.id,
      x: COLUMNS.left[depth] ?? 0,
      y: Math.round(y),
      width: Math.min(COLUMNS.roomFor, boxWidth(item)),
    };
    return y;
  };
  place(root, 0);
  return { items, height: rows * COLUMNS.row + 6 };
}

/** A row a model, children below their parent and further in. */
function inList(root: TreeItem, childrenOf: Children): Placed {
  const items: PlacedItem[] = [];
  const place = (item: TreeItem, depth: number): void => {
    items.push({
      id: item.id,
      x: 4 + depth * LIST.indent,
      y: 4 + items.length * LIST.row,
      width: boxWidth(item),
    });
    for (const child of childrenOf(item.id)) place(child, depth + 1);
  };
  place(root, 0);
  return { items, height: items.length * LIST.row + 4 };
}

function betweenColumns(from: PlacedItem, to: PlacedItem, middle: number): string {
  const x = from.x + from.width;
  const bend = Math.max(18, (to.x - x) * 0.55);
  return `M${x},${from.y + middle}C${x + bend},${from.y + middle} ${to.x - bend},${to.y + middle} ${to.x},${to.y + middle}`;
}

function alongIndent(from: PlacedItem, to: PlacedItem, middle: number, height: number): string {
  const x = from.x + 10;
  return `M${x},${from.y + height}V${to.y + middle}H${to.x}`;
}

/** From the right end of one box to that of another, past all between: further out, the further they are apart. */
function besideBoxes(from: PlacedItem, to: PlacedItem, middle: number, edge: number): string {
  const [start, end] = [from.x + from.width, to.x + to.width];
  const far = edge + Math.min(46, 10 + Math.abs(to.y - from.y) / 9);
  const [y0, y1] = [from.y + middle, to.y + middle];
  const turn = Math.min(14, Math.abs(y1 - y0) / 2) * Math.sign(y1 - y0 || 1);
  return `M${start},${y0}H${far - 8}Q${far},${y0} ${far},${y0 + turn}V${y1 - turn}Q${far},${y1} ${far - 8},${y1}H${end}`;
}

/** The neighbour that an arrow key leads to: along the tree to the sides, along the drawing up and down. */
export function neighbourInTree(
  id: string,
  key: string,
  order: readonly string[],
  parentOf: (id: string) => string | null,
): string {
  const at = order.indexOf(id);
  const beside: Readonly<Record<string, string | null | undefined>> = {
    ArrowLeft: parentOf(id),
    ArrowRight: order.find((other) => parentOf(other) === id),
    ArrowUp: order[at - 1],
    ArrowDown: order[at + 1],
    Home: order[0],
    End: order.at(-1),
  };
  return beside[key] ?? id;
}
