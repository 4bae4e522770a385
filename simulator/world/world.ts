import type { Product } from '../product.ts'
import type { ChannelName } from './accounts.ts'
import { makeClock, type Clock } from './clock.ts'
import { makeDice, type Dice } from './dice.ts'
import { makeRates, type Rates } from './rates.ts'
import { makeSettings, type SettingsBook } from './settings.ts'
import { openStore, type Store } from './store.ts'

/** A change that an open phone may need to render. */
export type Change = { kind: string; accountId?: string; personId?: string; mediaId?: string }

/** The whole simulated platform: rows, time, random values, and the listeners for changes. */
export type World = {
  store: Store
  /** The platform's products, by the channel of an account. */
  products: Record<ChannelName, Product>
  clock: Clock
  dice: Dice
  settings: SettingsBook
  rates: Rates
  /** Until when an account is shown as writing, by the number of the thread. */
  typing: Map<number, number>
  /** The address of the simulator itself, for pictures; known once it listens. */
  origin: string
  /** Listeners that are notified of changes once they are committed: the phone pages, the webhook engine. */
  onChange: Set<(change: Change) => void>
  onDelivery: Set<(delivery: { seq: number; accountId: string; dueAt: number }) => void>
  onHeld: Set<() => void>
}

/**
 * Opens the simulated platform stored in a folder, or an empty one.
 * In: the folder, the seed of a new one, the system clock in milliseconds, its products.
 */
export function openWorld(folder: string, seed: number, realClock: () => number, products: World['products'], behindMs = 0): World {
  const store = openStore(folder)
  const clock = makeClock(store, realClock, behindMs)
  return {
    store,
    products,
    clock,
    dice: makeDice(store, seed),
    settings: makeSettings(store),
    rates: makeRates(store, clock.now()),
    typing: new Map(),
    origin: '',
    onChange: new Set(),
    onDelivery: new Set(),
    onHeld: new Set(),
  }
}

export const productOf = (world: World, { channel }: { channel: ChannelName }): Product => world.products[channel]

/** Notifies the phones, once the running transaction is committed. */
export function announce(world: World, change: Change): void {
  if (world.onChange.size === 0) return
  world.store.afterCommit(() => {
    for (const listener of world.onChange) listener(change)
  })
}
