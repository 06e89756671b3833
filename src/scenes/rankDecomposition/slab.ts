import { Color, type Scene } from 'three';
import { CSS2DObject } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import type { ColourTables, HeatMap } from './heatMap';
import type { SlabName } from './slabName';
import type { Slabs, Spot } from './slabs';

/** What all slabs of one scene share. */
export interface SlabKit {
  readonly scene: Scene;
  readonly slabs: Slabs;
  /** Numbers that no slab has now. */
  readonly free: number[];
  colours(): ColourTables & { colour(token: string): string };
}

export interface SlabLook {
  /** The numbers on its faces; null for a face of one colour. */
  readonly map: HeatMap | null;
  /** Role of `tokens.css` whose colour its sides wear, and its faces where there are no numbers. */
  readonly role: string;
  readonly label: SlabName;
  /** Where the label stands: a share of the slab from its middle, and of the label's own size from its left and top. */
  readonly labelAt: { readonly x: number; readonly y: number; readonly centre: readonly [number, number] };
  readonly labelClass: 'volume-name' | 'volume-label';
}

/** A box that bears a matrix on its faces, with its label; it moves from where it stands to where it shall. */
export class Slab {
  readonly #kit: SlabKit;
  readonly #number: number;
  readonly #label: CSS2DObject;
  readonly #name = new Text();
  readonly #sizes = document.createElement('span');
  #look: SlabLook | null = null;
  #drawn: Float64Array | null = null;
  #from: Spot | null = null;
  #to: Spot | null = null;
  #at: Spot | null = null;

  constructor(kit: SlabKit) {
    this.#kit = kit;
    const number = kit.free.pop();
    if (number === undefined) throw new Error('more slabs than there is room for');
    this.#number = number;
    this.#sizes.className = 'rank-sizes';
    const element = document.createElement('span');
    element.append(this.#name, this.#sizes);
    this.#label = new CSS2DObject(element);
    kit.scene.add(this.#label);
  }

  /** `from` is where a new slab comes from. */
  aim(place: Spot, look: SlabLook, from: Partial<Spot> = {}): void {
    this.#from = this.#at ?? { ...place, ...from };
    this.#to = place;
    const { element } = this.#label;
    if (element.className !== look.labelClass) element.className = look.labelClass;
    const { text, sizes = '' } = look.label;
    if (this.#name.data !== text) this.#name.data = text;
    const added = sizes === '' ? '' : ` ${sizes}`;
    if (this.#sizes.textContent !== added) this.#sizes.textContent = added;
    this.#label.visible = text !== '';
    this.#label.center.set(...look.labelAt.centre);
    const changed = this.#look?.role !== look.role || this.#drawn !== (look.map?.data ?? null);
    this.#look = look;
    if (changed) this.paint();
  }

  /** Takes the colours anew. */
  paint(): void {
    if (!this.#look) return;
    const { map, role } = this.#look;
    const colours = this.#kit.colours();
    this.#kit.slabs.paint(this.#number, map, new Color(colours.colour(role)), colours);
    this.#drawn = map?.data ?? null;
  }

  /** Stands at a share of its way, from 0 to 1. */
  place(share: number): void {
    const [from, to, look] = [this.#from, this.#to, this.#look];
    if (!from || !to || !look) return;
    const between = (name: keyof Spot): number => from[name] + (to[name] - from[name]) * share;
    const at = {
      ...{ x: between('x'), y: between('y'), z: between('z') },
      ...{ width: between('width'), height: between('height'), depth: between('depth') },
    };
    this.#at = at;
    this.#kit.slabs.place(this.#number, at);
    this.#label.position.set(at.x + at.width * look.labelAt.x, at.y + at.height * look.labelAt.y, at.z);
  }

  remove(): void {
    this.#kit.slabs.place(this.#number, null);
    this.#kit.free.push(this.#number);
    this.#kit.scene.remove(this.#label);
    this.#label.element.remove();
  }
}
