import { accounts } from './answering.ts'
import { family, hasProc, memoryOf, watchLargest, type Memory } from './host.ts'
import { startProduct } from './product.ts'
import type { Measured } from './report.ts'
import type { Stage } from './stage.ts'
import { productWay } from './wholeWay.ts'

/** The memory at the moment when server and database together used most, and JavaScript's own part of it at the end. */
export type UnderLoad = { server: Memory; postgres: Memory; processes: number; heap: { used: number; all: number; outside: number } }

const megabyte = 2 ** 20

/**
 * For G6: G2's comments on a product with its own embedded PostgreSQL, as `npm start` has it, and without other programs' connections.
 * Errors: where the system does not report the memory of processes.
 */
export async function measureMemory(stage: Stage): Promise<UnderLoad> {
  if (!hasProc()) throw new Error('this system does not tell the memory of processes (/proc/<pid>/smaps_rollup)')
  const product = await startProduct(stage, null)
  await product.openShops(accounts)
  const look = () => {
    const database = family(product.postmaster!)
    return { server: memoryOf([product.pid]), postgres: memoryOf(database), processes: database.length }
  }
  const watch = watchLargest(look, ({ server, postgres }) => server.all + postgres.all, 250)
  for (let round = 0; round < (stage.quick ? 1 : 3); round++) await productWay(stage, product, accounts, stage.quick ? 10_000 : 40_000)
  const largest = watch.stop()
  const mb = async (name: string) => ((await product.metric(name))[''] ?? NaN) / megabyte
  const heap = {
    used: await mb('nodejs_heap_size_used_bytes'),
    all: await mb('nodejs_heap_size_total_bytes'),
    outside: await mb('nodejs_external_memory_bytes'),
  }
  await product.stop()
  return { ...largest, heap }
}

/** G6. In: megabytes idle after `npm start`; the memory under G2. */
export function memoryFigure(idleMb: number, { server, postgres, processes, heap }: UnderLoad): Measured {
  const underLoadMb = server.all + postgres.all
  const whole = (mb: number) => mb.toFixed(0)
  return {
    value: idleMb,
    unit: 'MB',
    floor: null,
    ratio: null,
    reached: [idleMb, underLoadMb],
    notes: [
      `server and PostgreSQL (PSS): ${whole(idleMb)} MB idle after npm start, at most ${whole(underLoadMb)} MB under G2`,
      `at most, under G2: server ${whole(server.all)} MB (own pages ${whole(server.own)}, program ${whole(server.files)}; its heap afterwards ${whole(heap.used)} of ${whole(heap.all)}, outside of it ${whole(heap.outside)}); PostgreSQL ${whole(postgres.all)} MB (shared buffers and other shared memory ${whole(postgres.shared)}, own pages of ${processes} processes ${whole(postgres.own)}, program ${whole(postgres.files)})`,
    ],
  }
}
