import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Message, Room, type Wire } from '../../src/presenter/sync/room';
import { type Entry, SharedTable } from '../../src/presenter/sync/shared';

describe('the shared table', () => {
  it('ends alike everywhere, in whatever order entries come and however often', () => {
    const write = fc.record({
      side: fc.integer({ min: 0, max: 2 }),
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.integer(),
    });
    fc.assert(
      fc.property(
        fc.array(write, { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.nat()),
        (writes, chance) => {
          const sides = [0, 1, 2].map((side) => new SharedTable(`side ${side}`));
          const sent: Entry[] = [];
          for (const { side, key, value } of writes) {
            const table = sides[side] as SharedTable;
            sent.push(table.write(key, value));
            // Now and then news arrive in between, old ones too.
            const some = sent.filter(() => (chance.next().value ?? 0) % 3 === 0);
            sides[(chance.next().value ?? 0) % 3]?.merge(some);
          }
          for (const table of sides) {
            const shuffled = [...sent].sort(() => ((chance.next().value ?? 0) % 2 === 0 ? 1 : -1));
            table.merge(shuffled);
            table.merge(shuffled.slice(0, 3));
          }
          const ends = sides.map((table) => ['a', 'b', 'c'].map((key) => table.get(key)));
          expect(ends[1]).toEqual(ends[0]);
          expect(ends[2]).toEqual(ends[0]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has a later write win over all that was seen before it', () => {
    const [one, other] = [new SharedTable('a'), new SharedTable('b')];
    for (let count = 0; count < 5; count += 1) one.write('place', count);
    other.merge(one.entries());
    const last = other.write('place', 'mine');
    expect(one.merge([last])).toEqual([last]);
    expect(one.get('place')).toBe('mine');
    expect(one.merge([last])).toEqual([]);
  });
});

/** Windows on one wire, whose messages arrive when `deliver` says so, and whose frames come when `frame` says so. */
function windows(names: readonly string[]) {
  const queue: { to: Wire; message: Message }[] = [];
  const wires = names.map(
    (): Wire => ({
      onmessage: null,
      postMessage(message) {
        for (const to of wires) if (to !== this) queue.push({ to, message: structuredClone(message) });
      },
    }),
  );
  let frames: (() => void)[] = [];
  const rooms = names.map(
    (side, index) =>
      new Room({
        wire: wires[index] as Wire,
        side,
        soon: (act) => frames.push(act),
      }),
  );
  return {
    rooms: rooms as [Room, Room, ...Room[]],
    sent: () => queue.length,
    lose: () => queue.splice(0),
    deliver() {
      for (let next = queue.shift(); next; next = queue.shift()) next.to.onmessage?.({ data: next.message });
    },
    frame() {
      const due = frames;
      frames = [];
      for (const act of due) act();
    },
  };
}

describe('a room', () => {
  it('sends the first change of a frame at once, and a thousand more as one with the last value', () => {
    const { rooms, sent, deliver, frame } = windows(['a', 'b']);
    const [one, other] = rooms;
    const came: unknown[] = [];
    other.follow('figure:', (_, value) => came.push(value));
    for (let change = 0; change <= 1000; change += 1) one.set('figure:x', `rank=${change}`);
    expect(sent()).toBe(1);
    frame();
    expect(sent()).toBe(2);
    deliver();
    expect(came).toEqual(['rank=0', 'rank=1000']);
  });

  it('tells whoever comes late everything, and says nothing again to who knows it', () => {
    const { rooms, deliver, lose } = windows(['a', 'b']);
    const [one, late] = rooms;
    one.set('place', { column: 3 });
    one.set('figure:x', 'rank=4');
    lose();
    expect(late.get('place')).toBeUndefined();
    const came: string[] = [];
    late.follow('place', (key) => came.push(key));
    late.hello();
    deliver();
    expect(late.get('figure:x')).toBe('rank=4');
    expect(late.get('place')).toEqual({ column: 3 });
    late.hello();
    deliver();
    expect(came).toEqual(['place']);
  });

  it('does not send a change of its own that was overtaken before its frame', () => {
    const { rooms, deliver, frame } = windows(['a', 'b']);
    const [one, other] = rooms;
    one.set('x', 1);
    deliver();
    one.set('x', 2);
    other.set('x', 3);
    other.set('x', 4);
    frame();
    deliver();
    frame();
    deliver();
    expect(one.get('x')).toBe(other.get('x'));
  });

  it('says nothing twice: a value that stands already is no news', () => {
    const { rooms, sent, frame } = windows(['a', 'b']);
    rooms[0].set('black', true);
    frame();
    const before = sent();
    rooms[0].set('black', true);
    frame();
    expect(sent()).toBe(before);
  });
});
