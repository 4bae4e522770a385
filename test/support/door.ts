import net from 'node:net'

/** A proxy in front of a server: its connections can be cut, and while it is shut, new ones are reset. */
export type Door = {
  url: string
  /** How many connections were attempted so far, and how many are open. */
  knocks(): number
  inside(): number
  shut(): void
  open(): void
  close(): Promise<void>
}

/** In: the address of a server, of any kind. Out: the same address through the proxy. */
export async function doorTo(address: string): Promise<Door> {
  const target = new URL(address)
  const inside = new Set<net.Socket>()
  let isShut = false
  let knocks = 0
  const server = net.createServer((outer) => {
    knocks++
    outer.on('error', () => {})
    if (isShut) return void outer.resetAndDestroy()
    const inner = net.connect(Number(target.port), target.hostname)
    inner.on('error', () => {})
    inside.add(outer)
    outer.on('close', () => {
      inside.delete(outer)
      inner.destroy()
    })
    inner.on('close', () => outer.destroy())
    outer.pipe(inner).pipe(outer)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = new URL(address)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as net.AddressInfo).port)
  const cut = () => {
    for (const outer of inside) outer.resetAndDestroy()
  }
  return {
    url: url.toString(),
    knocks: () => knocks,
    inside: () => inside.size,
    shut() {
      isShut = true
      cut()
    },
    open: () => void (isShut = false),
    async close() {
      cut()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}
