import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { makeFirstWorld } from './firstWorld.ts'
import { makeServer } from './http/server.ts'
import { makeStreams } from './http/streams.ts'
import { products } from './products.ts'
import { startEngine } from './webhooks/engine.ts'
import { openWorld } from './world/world.ts'

export type SimulatorOptions = {
  /** 0 uses a free port. */
  port: number
  /** Host names it accepts, in addition to those of this machine. */
  names?: string[]
  /** The simulated platform is stored in `simulator/` under this folder. */
  dataDir: string
  /** The seed for random values and ids of a new simulated platform; an existing one keeps its own. */
  seed?: number
  /** False leaves a new simulated platform empty. */
  seedWorld?: boolean
  realClock?: () => number
  /** How far in the past it begins, in ms: for a history that is played up to now (`seed`). */
  behindMs?: number
}

export type Simulator = { url: string; port: number; stop(): Promise<void> }

/** This machine alone, regardless of HOST: the controls move the product's clock and give out tokens. */
const host = '127.0.0.1'

/**
 * Starts the simulated platform: opens its data, answers requests, and continues with webhooks that an earlier process left pending.
 * Errors: throws EADDRINUSE for a used port, and when the folder cannot be used.
 */
export async function startSimulator({
  port,
  names = [],
  dataDir,
  seed = 1,
  seedWorld = true,
  realClock = Date.now,
  behindMs = 0,
}: SimulatorOptions): Promise<Simulator> {
  const world = openWorld(path.join(dataDir, 'simulator'), seed, realClock, products, behindMs)
  const streams = makeStreams(world)
  // Created before the server listens, but it starts with the pending webhooks only when woken below.
  const engine = startEngine(world)
  const server = makeServer(world, engine, streams, names)
  server.keepAliveTimeout = 65_000
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve())
    })
  } catch (error) {
    await engine.stop()
    streams.close()
    world.store.close()
    throw error
  }
  const taken = (server.address() as AddressInfo).port
  world.origin = `http://${host}:${taken}`
  if (seedWorld) makeFirstWorld(world)
  engine.wake()

  let stopping: Promise<void> | undefined
  const stop = async () => {
    streams.close()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await engine.stop()
    await closed
    world.store.close()
  }
  return { url: world.origin, port: taken, stop: () => (stopping ??= stop()) }
}
