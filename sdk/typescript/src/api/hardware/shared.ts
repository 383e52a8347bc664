/** How a device is opened and closed. */
export interface SharedDevice<Key, Device extends object> {
  /** Opens what the key says, such as the settings: two keys that are equal as JSON are one device. */
  readonly open: (key: Key) => Promise<Device> | Device;
  readonly close: (device: Device) => Promise<void> | void;
}

/** One device for a recording and for the commands beside it. */
export interface Shared<Key, Device extends object> {
  /** Opens the device, or joins those who have it open. Each needs a {@link release}. @throws what `open` throws. */
  acquire(key: Key): Promise<Device>;
  /** Closes the device when nobody else has it. */
  release(device: Device): Promise<void>;
  /** Acquires the device, does one thing with it when it is its turn, and releases it. */
  use<Value>(key: Key, how: (device: Device) => Promise<Value> | Value): Promise<Value>;
}

/**
 * Hardware that can be open only once, or that answers one question at a time, while recordings and commands want it together: the first
 * opens it, the last closes it, and what `use` does is done one after the other.
 */
export function shared<Key, Device extends object>(device: SharedDevice<Key, Device>): Shared<Key, Device> {
  return new CountedDevice(device);
}

interface Held<Device> {
  readonly device: Promise<Device>;
  users: number;
  /** The end of what is done with it now. */
  turn: Promise<unknown>;
  /** Set when its last user has gone. */
  closed?: Promise<void>;
}

class CountedDevice<Key, Device extends object> implements Shared<Key, Device> {
  readonly #how: SharedDevice<Key, Device>;
  readonly #held = new Map<string, Held<Device>>();
  readonly #ofDevice = new WeakMap<Device, Held<Device>>();

  constructor(how: SharedDevice<Key, Device>) {
    this.#how = how;
  }

  async acquire(key: Key): Promise<Device> {
    const held = this.#join(key);
    held.users++;
    try {
      const device = await held.device;
      this.#ofDevice.set(device, held);
      return device;
    } catch (error) {
      await this.#leave(held);
      throw error;
    }
  }

  #join(key: Key): Held<Device> {
    const id = JSON.stringify(key);
    const held = this.#held.get(id);
    if (held !== undefined && held.closed === undefined) return held;
    // A port that is not yet closed cannot be opened.
    const before = held?.closed?.catch(() => {}) ?? Promise.resolve();
    const opened = { device: before.then(() => this.#how.open(key)), users: 0, turn: Promise.resolve() };
    this.#held.set(id, opened);
    return opened;
  }

  async release(device: Device): Promise<void> {
    const held = this.#ofDevice.get(device);
    if (held !== undefined) await this.#leave(held);
  }

  async #leave(held: Held<Device>): Promise<void> {
    held.users--;
    if (held.users > 0) return;
    const opened = held.device.then(
      (device) => ({ device }),
      () => undefined,
    );
    held.closed = opened.then(async (found) => {
      if (found !== undefined) await this.#how.close(found.device);
    });
    try {
      await held.closed;
    } finally {
      for (const [id, other] of this.#held) if (other === held) this.#held.delete(id);
    }
  }

  async use<Value>(key: Key, how: (device: Device) => Promise<Value> | Value): Promise<Value> {
    const device = await this.acquire(key);
    try {
      const held = this.#ofDevice.get(device) as Held<Device>;
      const work = held.turn.then(() => how(device));
      held.turn = work.catch(() => {});
      return await work;
    } finally {
      await this.release(device);
    }
  }
}
