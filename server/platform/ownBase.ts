import type { Api } from '../api.ts'
import type { Deps } from '../deps.ts'

/** The address of this server for links: PUBLIC_URL, else this machine. Never what a caller's Host header says. */
export function ownBase(app: Api, { config }: Deps): string {
  const address = app.server.address()
  return config.publicUrl ?? `http://127.0.0.1:${address && typeof address === 'object' ? address.port : config.port}`
}
