import {
  type BufferGeometry,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  type Scene,
} from 'three';
import { CSS2DObject } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import type { VolumeLayout } from './layout';

export interface GlassKit {
  readonly scene: Scene;
  readonly box: BufferGeometry;
  readonly edges: BufferGeometry;
  readonly edge: LineBasicMaterial;
  readonly face: MeshBasicMaterial;
}

export function glassMaterials(): Pick<GlassKit, 'edge' | 'face'> {
  return {
    edge: new LineBasicMaterial(),
    face: new MeshBasicMaterial({ transparent: true, opacity: 0.07, depthWrite: false }),
  };
}

/** The card's glass cube around one tower's foot, and the tower's name above it. */
export class Glass {
  readonly #scene: Scene;
  readonly #parts: readonly [Mesh, LineSegments];
  readonly #name: CSS2DObject;

  constructor({ scene, box, edges, edge, face }: GlassKit) {
    this.#scene = scene;
    this.#parts = [new Mesh(box, face), new LineSegments(edges, edge)];
    const element = document.createElement('span');
    element.className = 'volume-name';
    this.#name = new CSS2DObject(element);
    this.#name.center.set(0.5, 1.15);
    scene.add(...this.#parts, this.#name);
  }

  aim({ label, x, height }: VolumeLayout['columns'][number], side: number): void {
    for (const part of this.#parts) {
      part.position.set(x, side / 2, 0);
      part.scale.setScalar(side);
    }
    this.#name.element.textContent = label;
    this.#name.position.set(x, Math.max(height, side), 0);
  }

  remove(): void {
    this.#scene.remove(...this.#parts, this.#name);
    this.#name.element.remove();
  }
}
